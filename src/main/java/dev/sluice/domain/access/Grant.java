package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;

/**
 * One report that an entitlement was granted.
 *
 * @param key the report's place in the order of facts
 * @param from from when the target honours it (ms since the epoch)
 * @param to until when, exclusive; {@link Long#MAX_VALUE} for no limit
 */
public record Grant(FactKey key, long from, long to) {}
