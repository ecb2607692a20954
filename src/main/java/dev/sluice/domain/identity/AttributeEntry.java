package dev.sluice.domain.identity;

import dev.sluice.domain.FactKey;

/**
 * The value of one attribute from an instant on.
 *
 * @param effectiveAt from when it holds (ms since the epoch)
 * @param key the record that says so; of two for the same instant the later one holds
 * @param value the value; null when a complete record says that there is none
 */
public record AttributeEntry(long effectiveAt, FactKey key, String value) {}
