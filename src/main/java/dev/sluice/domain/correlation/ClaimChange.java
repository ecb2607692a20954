package dev.sluice.domain.correlation;

/** What is said of an identity and an account, or the value of an attribute. The names are those of messages. */
public enum ClaimChange {
    /** They belong together. */
    MADE,
    /** They belong together, and others may have a part in it: the account is shared. */
    SHARED,
    /** They do no longer, as the account or the value is gone. */
    ENDED,
    /** They do no longer, as the account has another name. */
    RENAMED;

    /**
     * Whether they belong together.
     *
     * @return false once they do no longer
     */
    public boolean holds() {
        return this == MADE || this == SHARED;
    }
}
