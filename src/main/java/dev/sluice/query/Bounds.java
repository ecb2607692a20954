package dev.sluice.query;

import java.util.function.BooleanSupplier;

/**
 * How much one answer may cost.
 *
 * @param items how many items it may have
 * @param identities how many identities may be looked at
 * @param isTimeUp whether it has taken as long as it may
 */
public record Bounds(int items, int identities, BooleanSupplier isTimeUp) {}
