package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Typed reading of one mapping; {@code at} is the path before its keys, for messages. */
record Values(JsonNode node, String at) {
    Values part(String key) {
        return new Values(node.path(key), at + key + ".");
    }

    Duration duration(String key, Duration otherwise) {
        try {
            return present(key) ? Duration.parse(node.get(key).asText()) : otherwise;
        } catch (DateTimeException e) {
            throw unusable(key, "write a duration such as P1D or PT5M", e);
        }
    }

    ZoneId zone(String key, ZoneId otherwise) {
        try {
            return present(key) ? ZoneId.of(node.get(key).asText()) : otherwise;
        } catch (DateTimeException e) {
            throw unusable(key, "write an IANA zone such as Europe/Zurich", e);
        }
    }

    int integer(String key, int otherwise) {
        if (present(key) && !node.get(key).canConvertToInt()) {
            throw unusable(key, "write a whole number", null);
        }
        return present(key) ? node.get(key).intValue() : otherwise;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : node.path(key)) {
            if (!text.isTextual()) {
                throw unusable(key, "write a list of texts", null);
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    boolean bool(String key, boolean otherwise) {
        if (present(key) && !node.get(key).isBoolean()) {
            throw unusable(key, "write true or false", null);
        }
        return present(key) ? node.get(key).booleanValue() : otherwise;
    }

    double number(String key, double otherwise) {
        if (present(key) && !node.get(key).isNumber()) {
            throw unusable(key, "write a number", null);
        }
        return present(key) ? node.get(key).doubleValue() : otherwise;
    }

    <E extends Enum<E>> E word(String key, E otherwise, Class<E> type) {
        try {
            return present(key)
                    ? Enum.valueOf(
                            type,
                            node.get(key).asText().toUpperCase(Locale.ROOT).replace('-', '_'))
                    : otherwise;
        } catch (IllegalArgumentException e) {
            throw unusable(key, "write one of " + List.of(type.getEnumConstants()), e);
        }
    }

    boolean present(String key) {
        return node.has(key);
    }

    private IllegalArgumentException unusable(String key, String advice, Exception cause) {
        return new IllegalArgumentException("`" + at + key + "` is " + node.get(key) + "; " + advice + ".", cause);
    }
}
