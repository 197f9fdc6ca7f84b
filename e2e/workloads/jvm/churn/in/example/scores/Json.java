package in.example.scores;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JSON writer and reader as many services have one: a new string at every level, nothing reused. */
final class Json {
    private Json() {}

    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                members.add(quote(String.valueOf(entry.getKey())) + ":" + write(entry.getValue()));
            }
            return "{" + String.join(",", members) + "}";
        }
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            for (Object item : list) {
                items.add(write(item));
            }
            return "[" + String.join(",", items) + "]";
        }
        return value instanceof String text ? quote(text) : String.valueOf(value);
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.append('"').toString();
    }

    /** Flat reading: every scalar as its own string, in order. */
    static void read(String text, List<Object> into) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']') {
                if (i > from) {
                    into.add(text.substring(from, i).trim());
                }
                from = i + 1;
            }
        }
    }
}
