package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;

/**
 * An account got another name.
 *
 * @param newName the name since then
 * @param key the fact's place in the order: what happened before it under the old name is the renamed account's
 */
public record Rename(String newName, FactKey key) {}
