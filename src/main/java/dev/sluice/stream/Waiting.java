package dev.sluice.stream;

/**
 * What is kept of one account, by consecutive numbers: facts for whoever owns it, now or later, and acts until there is an owner.
 *
 * @param firstFact the number of the first fact
 * @param nextFact the number after that of the last one
 * @param factBytes what they take, in bytes
 * @param firstAct the number of the first act
 * @param nextAct the number after that of the last one
 * @param actBytes what they take, in bytes
 */
record Waiting(long firstFact, long nextFact, long factBytes, long firstAct, long nextAct, long actBytes) {
    static final Waiting NOTHING = new Waiting(0, 0, 0, 0, 0, 0);

    long facts() {
        return nextFact - firstFact;
    }

    boolean isEmpty() {
        return facts() == 0 && acts() == 0;
    }

    long acts() {
        return nextAct - firstAct;
    }

    Waiting with(boolean act, int bytes) {
        return act
                ? new Waiting(firstFact, nextFact, factBytes, firstAct, nextAct + 1, actBytes + bytes)
                : new Waiting(firstFact, nextFact + 1, factBytes + bytes, firstAct, nextAct, actBytes);
    }

    Waiting withoutFirst(boolean act, int bytes) {
        return act
                ? new Waiting(firstFact, nextFact, factBytes, firstAct + 1, nextAct, actBytes - bytes)
                : new Waiting(firstFact + 1, nextFact, factBytes - bytes, firstAct, nextAct, actBytes);
    }
}
