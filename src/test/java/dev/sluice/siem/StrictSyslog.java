package dev.sluice.siem;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a line of RFC 5424 by its grammar (section 6) and refuses whatever it does not say.
 *
 * @param elements the parameters of each element of structured data
 * @param message the message without its BOM
 */
record StrictSyslog(
        int priority,
        OffsetDateTime timestamp,
        String hostname,
        String appName,
        String procId,
        String msgId,
        Map<String, Map<String, String>> elements,
        String message) {

    static StrictSyslog parse(String line) {
        return new Reader(line).read();
    }

    private static final class Reader {
        private final String line;
        private int at;

        Reader(String line) {
            this.line = line;
        }

        StrictSyslog read() {
            expect('<');
            String priority = upTo('>', 3);
            require(priority.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(priority) <= 191, "PRI " + priority);
            require(upTo(' ', 3).equals("1"), "VERSION 1");
            String time = upTo(' ', 32);
            require(
                    time.matches(
                            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?(Z|[+-][0-9:]{5})"),
                    "TIMESTAMP " + time);
            String hostname = header(255);
            String appName = header(48);
            String procId = header(128);
            String msgId = header(32);
            Map<String, Map<String, String>> elements = elements();
            String message = "";
            if (at < line.length()) {
                expect(' ');
                expect('\ufeff');
                message = line.substring(at);
            }
            return new StrictSyslog(
                    Integer.parseInt(priority),
                    OffsetDateTime.parse(time),
                    hostname,
                    appName,
                    procId,
                    msgId,
                    elements,
                    message);
        }

        private String header(int max) {
            String field = upTo(' ', max);
            require(!field.isEmpty() && field.chars().allMatch(c -> c >= 33 && c <= 126), "printable US-ASCII");
            return field;
        }

        private Map<String, Map<String, String>> elements() {
            Map<String, Map<String, String>> elements = new LinkedHashMap<>();
            require(at < line.length() && line.charAt(at) == '[', "structured data");
            while (at < line.length() && line.charAt(at) == '[') {
                at++;
                String id = name();
                Map<String, String> params = new LinkedHashMap<>();
                while (line.charAt(at) == ' ') {
                    at++;
                    String name = name();
                    expect('=');
                    expect('"');
                    require(params.put(name, value()) == null, "each parameter once: " + name);
                }
                expect(']');
                require(elements.put(id, params) == null, "each element once");
            }
            return elements;
        }

        private String name() {
            int from = at;
            while ("= ]\"".indexOf(line.charAt(at)) < 0) {
                require(line.charAt(at) >= 33 && line.charAt(at) <= 126, "an SD-NAME");
                at++;
            }
            require(at > from && at - from <= 32, "an SD-NAME of 1 to 32 characters");
            return line.substring(from, at);
        }

        private String value() {
            StringBuilder value = new StringBuilder();
            while (line.charAt(at) != '"') {
                require(line.charAt(at) != ']', "a bracket that is escaped");
                if (line.charAt(at) == '\\' && "\"\\]".indexOf(line.charAt(at + 1)) >= 0) {
                    at++;
                }
                value.append(line.charAt(at++));
            }
            at++;
            return value.toString();
        }

        private String upTo(char end, int max) {
            int to = line.indexOf(end, at);
            require(to >= 0 && to - at <= max, "at most " + max + " characters before " + end);
            String text = line.substring(at, to);
            at = to + 1;
            return text;
        }

        private void expect(char c) {
            require(at < line.length() && line.charAt(at) == c, c + " at " + at);
            at++;
        }

        private void require(boolean holds, String what) {
            if (!holds) {
                throw new IllegalArgumentException("RFC 5424 asks for " + what + " in: " + line);
            }
        }
    }
}
