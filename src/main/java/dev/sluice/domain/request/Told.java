package dev.sluice.domain.request;

import dev.sluice.domain.FactKey;

/**
 * A value, and the fact that told it.
 *
 * @param key the fact
 * @param value the value; not null
 * @param <T> what is told
 */
public record Told<T>(FactKey key, T value) {
    /** What holds after another fact; one that tells nothing leaves it as it was. */
    static <T> Told<T> later(Told<T> known, FactKey key, T value) {
        return value == null || known != null && !key.isAfter(known.key()) ? known : new Told<>(key, value);
    }
}
