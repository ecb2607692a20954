package dev.sluice.stream;

import dev.sluice.domain.policy.Policies;
import dev.sluice.stream.Identities.Due;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What happens without an input: due instants, and the re-evaluation of everyone after a policy change, both in bounded
 * slices. Time is the stream's; the wall clock counts only after a long silence of an input that has been read to its
 * end, so that a backlog's facts come before the timers they cancel.
 */
final class Schedule {
    private static final long SILENCE_MS = 10_000;

    private final StageOptions options;
    private final Stage stage;
    private final PolicySets policySets;
    private final TaskValues values;
    private final Outbox outbox;
    private final int partition;
    private long lastRecordAt = Long.MIN_VALUE;
    private String cursor;

    Schedule(
            StageOptions options, Stage stage, PolicySets policySets, TaskValues values, Outbox outbox, int partition) {
        this.options = options;
        this.stage = stage;
        this.policySets = policySets;
        this.values = values;
        this.outbox = outbox;
        this.partition = partition;
        this.cursor = values.evaluationCursor();
    }

    void recordSeen(long wallTime) {
        lastRecordAt = wallTime;
    }

    void policyActivated() {
        cursor = "";
        values.evaluationCursor(cursor);
    }

    /**
     * Works off one slice.
     *
     * @return true if there was anything to do
     */
    boolean work(long streamTime, long wallTime) {
        boolean evaluated = cursor != null && evaluateSlice();
        return fireSlice(horizon(streamTime, wallTime)) || evaluated;
    }

    private long horizon(long streamTime, long wallTime) {
        if (lastRecordAt == Long.MIN_VALUE) {
            // A task that has just been assigned waits as long as one whose input has just gone silent.
            lastRecordAt = wallTime;
        }
        boolean silent = wallTime - lastRecordAt >= SILENCE_MS;
        boolean byWallClock = silent
                && stage.identities().mayBeDue(wallTime)
                && options.inputLag().records(partition) == 0;
        return byWallClock ? Math.max(streamTime, wallTime) : streamTime;
    }

    private boolean evaluateSlice() {
        List<String> keys = stage.identities().keysAfter(cursor.isEmpty() ? null : cursor, options.evaluationBatch());
        Policies policies = policySets.active();
        for (String key : keys) {
            atomically(() -> stage.reevaluate(key, policies, policySets.activatedAt()));
            cursor = key;
        }
        if (keys.size() < options.evaluationBatch()) {
            cursor = null;
        }
        values.evaluationCursor(cursor);
        return true;
    }

    private boolean fireSlice(long until) {
        List<Due> rows = stage.identities().due(until, options.timerBatch());
        if (rows.isEmpty()) {
            return false;
        }
        PriorityQueue<Due> queue =
                new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparing(Due::key));
        queue.addAll(rows);
        Policies policies = policySets.active();
        int left = options.timerBatch();
        while (!queue.isEmpty() && left-- > 0) {
            Due due = queue.poll();
            long next = fire(due, policies);
            if (next <= until) {
                queue.add(new Due(next, due.key()));
            }
        }
        return true;
    }

    private long fire(Due due, Policies policies) {
        long[] next = new long[1];
        atomically(() -> next[0] = stage.fire(due.key(), due.at(), policies));
        return next[0];
    }

    /** One identity's work is stored whole or not at all, also when the registry fails in the middle of it. */
    private void atomically(Runnable work) {
        long sequence = values.auditSequence();
        int mark = outbox.mark();
        try {
            work.run();
        } catch (RuntimeException e) {
            stage.discard();
            values.restoreAuditSequence(sequence);
            outbox.rollback(mark);
            stage.identities().lookAgain();
            throw e;
        }
        stage.commit();
    }
}
