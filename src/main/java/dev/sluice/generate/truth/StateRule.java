package dev.sluice.generate.truth;

/** What is to be found at an instant by what is known then. */
interface StateRule {
    /** Takes what stands. */
    @FunctionalInterface
    interface Found {
        /** A finding of a kind, by the scope of its id. */
        void stands(String kind, String severity, String... scope);
    }

    void look(Known known, Found found);
}
