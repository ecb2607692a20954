package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;

/** One side of a fact in the order of facts. */
record Stretch(FactKey border, boolean afterwards) {
    static Stretch before(FactKey border) {
        return new Stretch(border, false);
    }

    static Stretch after(FactKey border) {
        return new Stretch(border, true);
    }

    boolean contains(FactKey key) {
        return key != null && (afterwards ? key.isAfter(border) : border.isAfter(key));
    }
}
