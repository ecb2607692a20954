package dev.sluice.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes a URL apart. What can be understood in two ways is refused: dots, empty parts, parameters that are given twice. */
final class RequestForm {
    /** A URL is not longer, path and query together. */
    static final int LONGEST_URL = 4_096;

    private RequestForm() {}

    static List<String> path(String raw) throws Problem {
        if (raw == null || !raw.startsWith("/")) {
            throw Problem.badRequest("The path does not begin with a slash.");
        }
        List<String> parts = new ArrayList<>();
        for (String part : raw.substring(1).split("/", -1)) {
            String decoded = decode(part, false);
            if (decoded.isEmpty() || decoded.equals(".") || decoded.equals("..") || part.indexOf(';') >= 0) {
                throw Problem.badRequest("A part of the path is empty or not plain; write it as /openapi.yaml has it.");
            }
            parts.add(decoded);
        }
        return parts;
    }

    static Map<String, String> parameters(String raw) throws Problem {
        Map<String, String> parameters = new HashMap<>();
        if (raw == null || raw.isEmpty()) {
            return parameters;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (name.isEmpty() || value.isEmpty()) {
                throw Problem.badRequest("A parameter has no name or no value; leave it out.");
            }
            if (parameters.put(name, value) != null) {
                throw Problem.badRequest("A parameter is given twice; give it once.");
            }
        }
        return parameters;
    }

    private static String decode(String raw, boolean plusIsBlank) throws Problem {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == '%') {
                int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
                int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw notPlain();
                }
                bytes.put((byte) (high << 4 | low));
                at += 3;
            } else if (c <= ' ' || c > '~') {
                throw notPlain();
            } else {
                bytes.put((byte) (c == '+' && plusIsBlank ? ' ' : c));
                at++;
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw notPlain();
            }
            return text;
        } catch (CharacterCodingException e) {
            throw notPlain();
        }
    }

    private static Problem notPlain() {
        return Problem.badRequest(
                "The URL has a character that has to be written with percent signs, as UTF-8, or one that can't be in it.");
    }
}
