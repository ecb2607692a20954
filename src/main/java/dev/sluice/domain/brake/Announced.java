package dev.sluice.domain.brake;

/**
 * What is remembered of an announcement, so that the identity counts once, and of what becomes of what follows.
 *
 * @param countedAt when it was counted (ms since the epoch, arrival)
 * @param verdict what becomes of what follows from it
 */
public record Announced(long countedAt, Verdict verdict) {
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
