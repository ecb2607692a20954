package dev.sluice.ops;

/**
 * What a probe is told.
 *
 * @param yes whether it is so
 * @param reason why not, in one word of capitals; null if it is so, or if no more is to be said
 */
public record Answer(boolean yes, String reason) {
    /** It is so. */
    public static final Answer YES = new Answer(true, null);

    /** It is not so, and there is no more to say. */
    public static final Answer NO = new Answer(false, null);

    /**
     * It is not so.
     *
     * @param reason why
     * @return the answer
     */
    public static Answer no(Enum<?> reason) {
        return new Answer(false, reason.name());
    }

    String line() {
        return (yes ? "yes" : reason == null ? "no" : "no " + reason) + "\n";
    }
}
