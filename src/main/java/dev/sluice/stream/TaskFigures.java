package dev.sluice.stream;

import dev.sluice.event.CommandAction;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a task says of itself when metrics are asked for. Written by its stream thread only, with plain ordered stores; read
 * from any thread.
 */
final class TaskFigures {
    /** One number of a task. */
    enum Figure {
        /** Identities of which anything is known. */
        IDENTITIES,
        /** Identities that stand in the index of what is due. */
        TIMERS,
        /** The instant (ms since the epoch) under which the first of them stands, at the earliest; or {@link #NEVER}. */
        EARLIEST_TIMER,
        /** The version of the policy set in force. */
        POLICY_VERSION,
        /** Identities evaluated since the set in force came, or since the task did. */
        EVALUATED,
        /** Identities that are still to be evaluated under it, about. */
        TO_EVALUATE,
        /** Sources that are held, of those at home here. */
        HELD_SOURCES,
        /** Identities of which commands are held. */
        HELD_IDENTITIES,
        /** Since when (ms since the epoch) records of the audit wait for a checkpoint; or {@link #NEVER}. */
        AWAITS_CHECKPOINT,
        /** 1 while identities, findings and commands are being counted for the first time. */
        COUNTING
    }

    /** An instant that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int ACTIONS = CommandAction.values().length;

    private final AtomicLongArray figures = new AtomicLongArray(Figure.values().length);
    private final AtomicLongArray findings = new AtomicLongArray(FindingKinds.count());
    private final AtomicLongArray commands = new AtomicLongArray(ACTIONS);
    private final AtomicLongArray oldest = new AtomicLongArray(ACTIONS);

    TaskFigures() {
        set(Figure.EARLIEST_TIMER, NEVER);
        set(Figure.AWAITS_CHECKPOINT, NEVER);
        for (int action = 0; action < ACTIONS; action++) {
            oldest.set(action, NEVER);
        }
    }

    void set(Figure figure, long value) {
        figures.lazySet(figure.ordinal(), value);
    }

    long get(Figure figure) {
        return figures.get(figure.ordinal());
    }

    void findings(int number, long open) {
        findings.lazySet(number, open);
    }

    long findings(int number) {
        return findings.get(number);
    }

    /** Says how many commands of an action are open, and when (ms since the epoch) the oldest was issued. */
    void commands(int action, long open, long oldestAt) {
        commands.lazySet(action, open);
        oldest.lazySet(action, oldestAt);
    }

    long commands(CommandAction action) {
        return commands.get(action.ordinal());
    }

    long oldest(CommandAction action) {
        return oldest.get(action.ordinal());
    }
}
