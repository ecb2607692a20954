package dev.sluice.audit.proof;

/** Something that was found and may be taken back: of two records that don't fit each other it is open which was altered. */
final class Doubt {
    private enum State {
        OPEN,
        ALTERED,
        TAKEN_BACK
    }

    private final int number;
    private final long sequence;
    private final int finding;
    private State state = State.OPEN;

    /**
     * A doubt.
     *
     * @param number its number among those that are open
     * @param sequence the sequence of the record
     * @param finding what was told
     */
    Doubt(int number, long sequence, int finding) {
        this.number = number;
        this.sequence = sequence;
        this.finding = finding;
    }

    int number() {
        return number;
    }

    int finding() {
        return finding;
    }

    /** What is told of it where nothing tells. */
    String unclear() {
        return "The record with sequence " + sequence
                + " and the ones beside it do not fit each other: it was altered, or"
                + " they were, or all of them; no checkpoint tells which.";
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
