package dev.sluice.domain.request;

import java.util.Objects;

/**
 * What the rules of segregation of duties say of a request that is approved.
 *
 * @param outcome what becomes of it
 * @param ruleId the rule that says so; empty if nothing is in its way
 * @param against what it conflicts with, in words; empty if nothing is in its way
 */
public record SodCheck(Outcome outcome, String ruleId, String against) {
    /** What becomes of a request. Stored by its place: add at the end only. */
    public enum Outcome {
        /** Nothing is in its way. */
        CLEAR,
        /** A second person has to approve while the conflict is there. */
        SECOND_APPROVAL,
        /** It is refused, and stays so: who still wants it asks again. */
        REFUSED
    }

    /** Nothing is in its way. */
    public static final SodCheck CLEAR = new SodCheck(Outcome.CLEAR, "", "");

    /** Refuses null. */
    public SodCheck {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(ruleId, "ruleId");
        Objects.requireNonNull(against, "against");
    }
}
