package dev.sluice.registry;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Typed access to a client's settings. A key may also be given with the prefix {@code schema.registry.}, which then wins:
 * that is how the registry's own settings stand beside those of the Kafka client that carries them.
 */
final class ConfigValues {

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Object> own = new LinkedHashMap<>();

    ConfigValues(Map<String, ?> originals) {
        originals.forEach(values::put);
        originals.forEach((key, value) -> {
            if (key.startsWith(RegistryKeys.PREFIX) && !key.equals(RegistryKeys.URL)) {
                own.put(key.substring(RegistryKeys.PREFIX.length()), value);
            }
        });
        values.putAll(own);
    }

    /** The settings given with the prefix, without it. Only these configure TLS: bare {@code ssl.*} belongs to the broker. */
    Map<String, Object> own() {
        return own;
    }

    /** The settings whose key starts with the prefix given, the rest of the key mapped to the value. */
    Map<String, String> startingWith(String prefix) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue() != null)
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring(prefix.length()), entry -> plain(entry.getValue())));
    }

    /** The value as text without surrounding blanks, or null where absent or blank. */
    String text(String key) {
        Object value = values.get(key);
        if (value == null) {
            return null;
        }
        String text = plain(value).trim();
        return text.isEmpty() ? null : text;
    }

    String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    List<String> list(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        Collection<?> parts = value instanceof Collection<?> items
                ? items
                : Arrays.asList(plain(value).split(","));
        return parts.stream()
                .map(part -> part.toString().trim())
                .filter(part -> !part.isEmpty())
                .toList();
    }

    boolean flag(String key, boolean fallback) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(key, text, "Expected true or false.");
        };
    }

    int integer(String key, int fallback, int least) {
        String text = text(key);
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number < least) {
                throw new ConfigException(key, text, "Expected " + least + " or more.");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new ConfigException(key, text, "Expected a whole number.");
        }
    }

    private static String plain(Object value) {
        if (value instanceof Password password) {
            return password.value();
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        return value.toString();
    }
}
