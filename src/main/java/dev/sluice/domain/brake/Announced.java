package dev.sluice.domain.brake;

/**
 * What is remembered of a source's announcement that an identity leaves, so that it counts once.
 *
 * @param countedAt when it was counted (ms since the epoch, arrival)
 * @param verdict what becomes of what follows from it
 */
public record Announced(long countedAt, Verdict verdict) {
    /** Stands for the source where a policy set, and no source, asks for the work. */
    public static final String BY_POLICY = "policy";

    /**
     * The same with another verdict.
     *
     * @param other the verdict
     * @return a copy
     */
    public Announced with(Verdict other) {
        return new Announced(countedAt, other);
    }
}
