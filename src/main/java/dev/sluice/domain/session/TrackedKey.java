package dev.sluice.domain.session;

import java.util.Comparator;

/**
 * What is told apart of all that is tracked.
 *
 * @param kind what it is
 * @param source who gave it its id; empty for pipelines, which vaults and pipelines call by the same id
 * @param id the id
 */
public record TrackedKey(Kind kind, String source, String id) implements Comparable<TrackedKey> {
    /** What can be tracked. The order is part of the state format: add at the end. */
    public enum Kind {
        /** A privileged session. */
        SESSION,
        /** A vaulted credential. */
        CREDENTIAL,
        /** A lease of a secret. */
        LEASE,
        /** A run of a pipeline. */
        PIPELINE
    }

    private static final Comparator<TrackedKey> ORDER = Comparator.comparing(TrackedKey::kind)
            .thenComparing(TrackedKey::source)
            .thenComparing(TrackedKey::id);

    /**
     * A run of a pipeline.
     *
     * @param pipelineId its id
     * @return its key
     */
    public static TrackedKey pipeline(String pipelineId) {
        return new TrackedKey(Kind.PIPELINE, "", pipelineId);
    }

    @Override
    public int compareTo(TrackedKey other) {
        return ORDER.compare(this, other);
    }
}
