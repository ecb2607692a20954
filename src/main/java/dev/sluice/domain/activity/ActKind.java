package dev.sluice.domain.activity;

/** What somebody did, as far as it makes a difference. The order is part of the state format: add at the end. */
public enum ActKind {
    /** A log-in that succeeded. */
    LOGIN(true, true),
    /** A token that was issued: often to a programme, long after the log-in. */
    TOKEN(true, false),
    /** A further factor that was presented. */
    FACTOR(true, true),
    /** A privileged session, and what is done in it; a credential that is checked out. */
    SESSION(true, true),
    /** A secret that was leased or read. */
    SECRET(true, false),
    /** A pipeline that was started. */
    PIPELINE(true, false),
    /** A log-in that failed. */
    FAILURE(false, false),
    /** A challenge that was denied. */
    DENIAL(false, false);

    private final boolean use;
    private final boolean interactive;

    ActKind(boolean use, boolean interactive) {
        this.use = use;
        this.interactive = interactive;
    }

    /**
     * Whether something was achieved by it.
     *
     * @return false for what failed or was denied
     */
    public boolean isUse() {
        return use;
    }

    /**
     * Whether a person was there.
     *
     * @return false for what programmes do as well
     */
    public boolean isInteractive() {
        return interactive;
    }
}
