package dev.sluice.siem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads CEF:0 as the standard has it, and refuses whatever it does not say: seven header fields in which backslashes and
 * pipes are escaped, then keys of letters and digits, each once, with values in which backslashes, equals signs and line
 * breaks are.
 */
record StrictCef(String eventClass, String name, int severity, Map<String, String> extensions) {
    private static final int FIELDS = 7;

    static StrictCef parse(String line) {
        String[] header = new String[FIELDS];
        int at = 0;
        for (int i = 0; i < FIELDS; i++) {
            StringBuilder field = new StringBuilder();
            for (; line.charAt(at) != '|'; at++) {
                if (line.charAt(at) == '\\') {
                    at++;
                    require(line.charAt(at) == '\\' || line.charAt(at) == '|', "no other escape in the header");
                }
                field.append(line.charAt(at));
            }
            at++;
            header[i] = field.toString();
            require(!header[i].isEmpty(), "header field " + i);
        }
        require(header[0].equals("CEF:0"), "the version");
        require(line.charAt(at) == ' ', "a space after the header");
        int severity = Integer.parseInt(header[6]);
        require(severity >= 0 && severity <= 10, "a severity of 0 to 10");
        return new StrictCef(header[4], header[5], severity, extensions(line.substring(at + 1)));
    }

    private static Map<String, String> extensions(String text) {
        Map<String, String> extensions = new LinkedHashMap<>();
        int equals = unescapedEquals(text, 0);
        int keyAt = 0;
        while (equals < text.length()) {
            String key = text.substring(keyAt, equals);
            require(key.matches("[A-Za-z0-9]+"), "a key, not `" + key + "`");
            int next = unescapedEquals(text, equals + 1);
            int end = next < text.length() ? text.lastIndexOf(' ', next) : text.length();
            String value = unescaped(text.substring(equals + 1, end));
            require(!value.isEmpty(), "a value of " + key);
            require(extensions.put(key, value) == null, key + " once");
            keyAt = end + 1;
            equals = next;
        }
        return extensions;
    }

    private static int unescapedEquals(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '=') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    private static String unescaped(String value) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '\\') {
                at++;
                int escape = "\\=nr".indexOf(value.charAt(at));
                require(escape >= 0, "no other escape in a value");
                c = "\\=\n\r".charAt(escape);
            }
            plain.append(c);
        }
        return plain.toString();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("CEF needs " + what);
        }
    }
}
