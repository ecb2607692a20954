package dev.sluice.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Keys that belong together.
 *
 * @param title what they are about, a few words
 * @param about a sentence or two for the reader of the reference
 * @param keys names, types, defaults and meanings, in the order in which people read them
 * @param prefixes what further keys may begin with, before the name of a key of this group or of Kafka's clients
 * @param headers what further keys may begin with, before a name that is free; their values count as secret
 */
public record KeyGroup(String title, String about, ConfigDef keys, List<String> prefixes, List<String> headers) {
    /** Copies the prefixes. */
    public KeyGroup {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(keys, "keys");
        prefixes = List.copyOf(prefixes);
        headers = List.copyOf(headers);
    }

    /** Without prefixes. */
    public KeyGroup(String title, String about, ConfigDef keys) {
        this(title, about, keys, List.of(), List.of());
    }

    /** Whether a key is a header. */
    boolean isHeader(String key) {
        return headers.stream().anyMatch(prefix -> key.length() > prefix.length() && key.startsWith(prefix));
    }

    /** A key without the prefix of this group that it may have. */
    Optional<String> withoutPrefix(String key) {
        return prefixes.stream().filter(key::startsWith).findFirst().map(prefix -> key.substring(prefix.length()));
    }
}
