package dev.sluice.audit.proof;

/** Something that was found and may be taken back: of two records that don't fit each other it is open which was altered. */
final class Doubt {
    private enum State {
        OPEN,
        ALTERED,
        TAKEN_BACK
    }

    private final int number;
    private final String unclear;
    private final int finding;
    private State state = State.OPEN;

    /**
     * A doubt.
     *
     * @param number its number among those that are open
     * @param finding what was told
     * @param unclear what is told where nothing tells
     */
    Doubt(int number, int finding, String unclear) {
        this.number = number;
        this.finding = finding;
        this.unclear = unclear;
    }

    /**
     * What is told of a record that does not fit one beside it where no checkpoint tells which of them was altered.
     *
     * @param sequence the sequence of the record
     * @param from the sequence of the first one of those before it that follow each other up to it; its own if it follows none
     * @return a sentence that tells of all that may be meant
     */
    static String unclear(long sequence, long from) {
        String before = from < sequence ? ", maybe with those before it from sequence " + from + " on" : "";
        return "The record with sequence " + sequence + " and the ones beside it do not fit each other: it was altered"
                + before
                + ", or they were, maybe with those that follow them, or all of them; no checkpoint tells which.";
    }

    int number() {
        return number;
    }

    int finding() {
        return finding;
    }

    /** What is told of it where nothing tells. */
    String unclear() {
        return unclear;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it is told that the record was altered, for sure or not. */
    boolean isTold() {
        return state != State.TAKEN_BACK;
    }

    void settle(boolean isAltered) {
        state = isAltered ? State.ALTERED : State.TAKEN_BACK;
    }
}
