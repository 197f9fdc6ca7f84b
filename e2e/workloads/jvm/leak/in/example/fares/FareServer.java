package in.example.fares;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;

/**
 * Eight search threads answer fare searches. A line on stdin is the release after which the request key carries
 * the client's clock, so that no key ever repeats; end of input ends the program.
 */
public final class FareServer {
    private static final int SEARCHERS = 8;
    private static final int SEARCHES_PER_SECOND = 5;
    /** A search session lives this long: old enough to be promoted, so that the old generation is collected. */
    private static final long SESSION_MS = 10_000;

    private record Session(long until, int[] results) {}

    private final FareCache cache = new FareCache();
    private volatile boolean clockInKey;

    private void searcher(int number) {
        Random random = new Random(number);
        ArrayDeque<Session> sessions = new ArrayDeque<>();
        while (true) {
            try {
                Thread.sleep((long) (1000.0 / SEARCHES_PER_SECOND));
            } catch (InterruptedException e) {
                return;
            }
            search(random, sessions);
        }
    }

    private void search(Random random, ArrayDeque<Session> sessions) {
        String key = "DEL-BOM/" + random.nextInt(400);
        if (clockInKey) {
            key += "@" + System.nanoTime();
        }
        byte[] quote = cache.quote(key);
        int[] results = rank(quote, 32_000);
        long now = System.currentTimeMillis();
        sessions.add(new Session(now + SESSION_MS, results));
        while (sessions.peek().until < now) {
            sessions.poll();
        }
    }

    /** Combines fare components into itineraries, cheapest first. */
    private static int[] rank(byte[] quote, int count) {
        int[] results = new int[count];
        int state = 17;
        for (int i = 0; i < count; i++) {
            state = state * 31 + quote[i % quote.length];
            results[i] = withTaxes(state);
        }
        Arrays.sort(results);
        return results;
    }

    /** The base fare with taxes in paise, rounded the way each of them is rounded. */
    private static int withTaxes(int state) {
        int fare = 150_000 + Math.floorMod(state, 900_000);
        for (int percent = 1; percent <= 6; percent++) {
            fare += Math.round(fare * percent / 1000f);
        }
        return fare;
    }

    public static void main(String[] args) throws Exception {
        FareServer server = new FareServer();
        for (int n = 0; n < 400; n++) {
            server.cache.quote("DEL-BOM/" + n);
        }
        for (int n = 1; n <= SEARCHERS; n++) {
            int number = n;
            Thread thread = new Thread(() -> server.searcher(number), "searcher-" + n);
            thread.setDaemon(true);
            thread.start();
        }
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println("ready");
        if (commands.readLine() != null) {
            server.clockInKey = true;
        }
        commands.readLine();
    }
}
