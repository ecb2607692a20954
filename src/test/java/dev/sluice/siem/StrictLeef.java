package dev.sluice.siem;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads LEEF 2.0 as IBM's guide has it and refuses whatever it does not say: five header fields and a delimiter, each key
 * once, of letters and digits, a time of 10 or 13 digits, a severity of 1 to 10.
 */
record StrictLeef(String vendor, String product, String version, String eventId, Map<String, String> attributes) {
    private static final int MAX_EVENT_ID = 255;

    static StrictLeef parse(String line) {
        String[] header = line.split("\\|", 7);
        require(header.length == 7, "a header of six fields");
        require(header[0].equals("LEEF:2.0"), "the version");
        for (int i = 1; i < 5; i++) {
            require(!header[i].isEmpty(), "header field " + i);
        }
        require(header[4].length() <= MAX_EVENT_ID, "an EventID of at most 255 characters");
        require(header[5].length() == 1, "a delimiter of one character");
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String pair : header[6].split(java.util.regex.Pattern.quote(header[5]), -1)) {
            int equals = pair.indexOf('=');
            require(equals > 0, "a key in `" + pair + "`");
            String key = pair.substring(0, equals);
            require(key.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 128), "a key of letters, not " + key);
            require(equals < pair.length() - 1, "a value of " + key);
            require(attributes.put(key, pair.substring(equals + 1)) == null, "the key once: " + key);
        }
        require(line.chars().noneMatch(c -> c == '\t' || c == '\r' || c == '\n'), "no tabulator or line break");
        require(attributes.get("devTime").matches("[0-9]{10}|[0-9]{13}"), "a time of 10 or 13 digits");
        int sev = Integer.parseInt(attributes.get("sev"));
        require(sev >= 1 && sev <= 10, "a severity of 1 to 10");
        require(attributes.containsKey("cat"), "a category");
        return new StrictLeef(header[1], header[2], header[3], header[4], attributes);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("LEEF needs " + what);
        }
    }
}
