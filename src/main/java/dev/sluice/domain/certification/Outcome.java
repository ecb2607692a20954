package dev.sluice.domain.certification;

/** What has become of one item. */
enum Outcome {
    /** Nobody has decided yet. */
    OPEN,
    /** Who was asked would not decide. */
    ABSTAINED,
    /** It may stay. */
    CERTIFIED,
    /** It has to go. */
    REVOKED,
    /** It was gone before anybody decided. */
    GONE;

    boolean isOpen() {
        return this == OPEN || this == ABSTAINED;
    }
}
