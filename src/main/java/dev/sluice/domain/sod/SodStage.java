package dev.sluice.domain.sod;

/** What a request meets that would violate a rule. What is held already is found in every stage. */
public enum SodStage {
    /** Only what is held together is found. */
    RECORD,
    /** A second person has to approve. */
    WARN,
    /** It is refused. */
    ENFORCE
}
