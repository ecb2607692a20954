package dev.sluice.stream;

import java.util.function.LongSupplier;

/**
 * How fast what nobody waits for is worked off beside records that somebody does wait for: in short pieces, and after each four
 * times as long is left to the records, or thirty-nine times while they are many: what is evaluated is also stored, published and taken
 * in by the brokers, which costs as much again. And how soon after a commit another is asked for. One for each stream thread, whose tasks
 * take turns with it. For that thread only.
 */
final class Pace {
    /** How long a piece is while records are waiting (ns). */
    static final long PIECE_NANOS = 1_000_000;

    /** How long it is while none are (ns): somebody may come meanwhile. */
    static final long IDLE_PIECE_NANOS = 20_000_000;

    /** How many times as long as it took is rested after a piece: a fifth of the time is for it then. */
    private static final int REST = 4;

    /** The same while records are many: a fortieth. */
    private static final int REST_OF_MANY = 39;

    /** How many times as long as the last commit took is left to the records before another is asked for: mostly a fifth of the time is for them. */
    private static final int REST_OF_COMMIT = 4;

    /** The longest rest after a commit (ns). What changes meanwhile makes the next one longer, which must not make that rest longer again. */
    private static final long LONGEST_REST_OF_COMMIT = 500_000_000;

    /** Records of one task between two ticks that are many. */
    private static final int MANY = 10;

    /** Records that a task is behind that are many: a thread that others leave little time to takes few. */
    private static final int MANY_WAITING = 50;

    /** What one of its tasks noted counts for so long (ns): they do not tick at once. */
    private static final long LATELY_NANOS = 500_000_000;

    /** Something that one of the tasks noted. */
    private final class Noted {
        private boolean noted;
        private long at;

        void note() {
            noted = true;
            at = nanoClock.getAsLong();
        }

        boolean isLately() {
            noted = noted && nanoClock.getAsLong() - at < LATELY_NANOS;
            return noted;
        }
    }

    private final LongSupplier nanoClock;
    private final Noted many = new Noted();
    private final Noted busy = new Noted();
    private long begunAt;
    private long endedAt;
    private long rest;
    private boolean isCommitting;
    private long commitBegunAt;
    private long commitEndedAt;
    private long commitRest;

    /**
     * A pace.
     *
     * @param nanoClock a clock that never goes back (ns). That of a task does not do: it stands still while a record is worked on
     */
    Pace(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Notes how much one of the thread's tasks has to do.
     *
     * @param records how many it took since the last tick
     * @param waiting how many are still to come
     */
    void ticked(int records, long waiting) {
        if (records >= MANY || waiting >= MANY_WAITING) {
            many.note();
        }
    }

    /** Whether one of the thread's tasks had many records lately. */
    boolean recordsAreMany() {
        return many.isLately();
    }

    /** Notes that one of the thread's tasks works off a backlog. */
    void noteBusy() {
        busy.note();
    }

    /** Whether one of the thread's tasks worked off a backlog lately. */
    boolean isBusy() {
        return busy.isLately();
    }

    /** Notes that one of the thread's tasks stores what waited for a commit; the first begins that of all. */
    void commits() {
        if (!isCommitting) {
            isCommitting = true;
            commitBegunAt = nanoClock.getAsLong();
        }
    }

    /** Notes that the thread works on: a commit that was going on is over. What it waits for meanwhile counts, also the next record. */
    void goesOn() {
        if (isCommitting) {
            isCommitting = false;
            commitEndedAt = nanoClock.getAsLong();
            commitRest = Math.min(LONGEST_REST_OF_COMMIT, REST_OF_COMMIT * (commitEndedAt - commitBegunAt));
        }
    }

    /** Whether the last commit is so long ago that there is time for another. */
    boolean mayCommit() {
        return commitRest == 0 || nanoClock.getAsLong() - commitEndedAt >= commitRest;
    }

    /** Whether it has rested long enough. */
    boolean isRested() {
        // Before the first piece there is nothing to compare with: such a clock may begin anywhere, also below zero.
        return rest == 0 || nanoClock.getAsLong() - endedAt >= rest;
    }

    void begin() {
        begunAt = nanoClock.getAsLong();
    }

    /** Whether the piece that was begun is long enough. */
    boolean isLong(boolean isWaitedFor) {
        return nanoClock.getAsLong() - begunAt >= (isWaitedFor ? PIECE_NANOS : IDLE_PIECE_NANOS);
    }

    void end() {
        endedAt = nanoClock.getAsLong();
        rest = (recordsAreMany() ? REST_OF_MANY : REST) * (endedAt - begunAt);
    }
}
