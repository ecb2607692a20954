package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.TreeSet;

/** What is to be found at an instant by what is known then. */
interface StateRule {
    /** Takes what stands. */
    @FunctionalInterface
    interface Found {
        /** A finding of a kind, by the scope of its id. */
        void stands(String kind, String severity, String... scope);
    }

    /** An identity is looked at in order of time. */
    void look(Known known, Found found);

    /** Adds the instants at which it is to be looked at an identity, beside those at which anything happens to it. */
    default void addInstants(Annals annals, String identityId, TreeSet<Instant> instants) {}
}
