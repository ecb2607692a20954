package dev.sluice.domain.policy;

import java.util.List;
import java.util.Objects;

/**
 * Which attributes of their owner accounts of one system have, beyond their creation.
 *
 * @param attributes the attributes, by their names in the schema; empty if what HR changes is left to others
 * @param method how a change is sent
 */
public record Sync(List<String> attributes, Method method) {
    /** How a change is sent (RFC 7644 sections 3.5.1 and 3.5.2). */
    public enum Method {
        /** Only what has changed. */
        PATCH,
        /** The whole user, for targets that can't change a part of one. */
        PUT
    }

    /** What HR changes is left to others. */
    public static final Sync NONE = new Sync(List.of(), Method.PATCH);

    /** Copies the list, and refuses null. */
    public Sync {
        attributes = List.copyOf(attributes);
        Objects.requireNonNull(method, "sync.method");
    }
}
