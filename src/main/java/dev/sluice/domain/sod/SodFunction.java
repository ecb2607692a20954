package dev.sluice.domain.sod;

import java.util.List;
import java.util.Objects;

/**
 * One side of a rule: what one can do with any of some entitlements.
 *
 * @param name what one can do, in words
 * @param entitlements the entitlements; at least one
 */
public record SodFunction(String name, List<Selector> entitlements) {
    /** Copies the list, and refuses null. */
    public SodFunction {
        Objects.requireNonNull(name, "name");
        entitlements = List.copyOf(entitlements);
    }
}
