package dev.sluice.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * What one input, or one identity's timer, leads to: everything is decided and encoded first, then stored and told. A
 * failure before that leaves neither state nor output nor a number of the audit behind.
 */
final class UnitOfWork {
    /** A point to which everything can be taken back. */
    record Mark(int entries, long auditSequence) {}

    private final Outbox outbox;
    private final TaskValues values;
    private final List<Runnable> changes = new ArrayList<>();
    private long number;

    UnitOfWork(Outbox outbox, TaskValues values) {
        this.outbox = outbox;
        this.values = values;
    }

    Mark mark() {
        return new Mark(outbox.mark(), values.auditSequence());
    }

    /** Takes back what was decided since a mark. Changes of the stores are only queued until {@link #commit}. */
    void rollback(Mark mark) {
        changes.clear();
        number++;
        outbox.rollback(mark.entries());
        values.restoreAuditSequence(mark.auditSequence());
    }

    /** Does something to the stores, or counts something, once everything is decided. */
    void onCommit(Runnable change) {
        changes.add(change);
    }

    void commit() {
        changes.forEach(Runnable::run);
        changes.clear();
        number++;
    }

    /** Another one for each unit, also for one that begins again. */
    long number() {
        return number;
    }
}
