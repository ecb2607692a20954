package dev.sluice.domain.request;

import java.util.Objects;

/**
 * What the rules of segregation of duties say of a request that is approved.
 *
 * @param outcome what becomes of it
 * @param ruleId the rule that says so; empty if nothing is in its way
 * @param against what it conflicts with, in words; empty if nothing is in its way
 * @param decidedAt when that was found (ms since the epoch, event time)
 */
public record SodCheck(Outcome outcome, String ruleId, String against, long decidedAt) {
    /** What becomes of a request. Stored by its place: add at the end only. */
    public enum Outcome {
        /** Nothing is in its way. */
        CLEAR,
        /** A second person has to approve while the conflict is there. */
        SECOND_APPROVAL,
        /** It is refused, and stays so unless a fact that is told late shows it was wrong: who still wants it asks again. */
        REFUSED
    }

    /** Nothing is in its way. */
    public static final SodCheck CLEAR = new SodCheck(Outcome.CLEAR, "", "", 0);

    /** Refuses null. */
    public SodCheck {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(ruleId, "ruleId");
        Objects.requireNonNull(against, "against");
    }
}
