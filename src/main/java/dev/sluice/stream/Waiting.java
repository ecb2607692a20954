package dev.sluice.stream;

/**
 * What waits of one account, by consecutive numbers.
 *
 * @param firstFact the number of the first fact
 * @param nextFact the number after that of the last one
 * @param factBytes what they take, in bytes
 * @param firstAct the number of the first act
 * @param nextAct the number after that of the last one
 */
record Waiting(long firstFact, long nextFact, long factBytes, long firstAct, long nextAct) {
    static final Waiting NOTHING = new Waiting(0, 0, 0, 0, 0);

    long facts() {
        return nextFact - firstFact;
    }

    boolean isEmpty() {
        return facts() == 0 && nextAct == firstAct;
    }

    Waiting with(boolean act, int bytes, int mostActs) {
        return act
                ? new Waiting(firstFact, nextFact, factBytes, Math.max(firstAct, nextAct + 1 - mostActs), nextAct + 1)
                : new Waiting(firstFact, nextFact + 1, factBytes + bytes, firstAct, nextAct);
    }

    Waiting none() {
        return new Waiting(nextFact, nextFact, 0, nextAct, nextAct);
    }
}
