package dev.sluice.domain.activity;

/**
 * When an account was used last.
 *
 * @param interactiveAt by a person (ms since the epoch), or {@link #NEVER}
 * @param otherAt by a programme, or by nobody knows whom, or {@link #NEVER}
 * @param forgottenAt the last use of which no minute is kept any more, or {@link #NEVER}
 */
public record LastUse(long interactiveAt, long otherAt, long forgottenAt) {
    /** Stands for no use. */
    public static final long NEVER = Long.MIN_VALUE;

    /** Nothing is known of any use. */
    public static final LastUse NONE = new LastUse(NEVER, NEVER, NEVER);

    /**
     * The last use of any kind.
     *
     * @return ms since the epoch, or {@link #NEVER}
     */
    public long at() {
        return Math.max(interactiveAt, otherAt);
    }

    /**
     * What is known of one account under two names.
     *
     * @param other the other
     * @return the later of each
     */
    public LastUse join(LastUse other) {
        return new LastUse(
                Math.max(interactiveAt, other.interactiveAt),
                Math.max(otherAt, other.otherAt),
                Math.max(forgottenAt, other.forgottenAt));
    }

    LastUse used(ActKind kind, long at) {
        return kind.isInteractive()
                ? new LastUse(Math.max(interactiveAt, at), otherAt, forgottenAt)
                : new LastUse(interactiveAt, Math.max(otherAt, at), forgottenAt);
    }

    LastUse forgot(long at) {
        return new LastUse(interactiveAt, otherAt, Math.max(forgottenAt, at));
    }
}
