package dev.sluice.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Single values of a task that live in its transaction. */
final class TaskValues {
    private static final Bytes AUDIT_SEQUENCE = name("audit-sequence");
    private static final long RESERVED_AT_ONCE = 10_000;
    private static final Bytes EVALUATION_CURSOR = name("evaluation-cursor");
    private static final Bytes EVALUATION_FAILED = name("evaluation-failed");

    private final KeyValueStore<Bytes, byte[]> store;
    private long auditSequence;
    private boolean sequenceChanged;
    private final boolean reserves;
    private final long incarnation;
    private long reserved;
    private String evaluationCursor;
    private boolean evaluationFailed;
    private boolean evaluationChanged;

    /**
     * Values over a store.
     *
     * @param store the store
     * @param reserves whether what is written may outlive the state that goes with it, as under at_least_once: then numbers
     *     are reserved in blocks, and a restart leaves the rest of its block out
     */
    TaskValues(KeyValueStore<Bytes, byte[]> store, boolean reserves) {
        this.store = store;
        this.reserves = reserves;
        byte[] stored = store.get(AUDIT_SEQUENCE);
        this.auditSequence = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
        this.reserved = auditSequence;
        this.incarnation = reserves ? auditSequence : 0;
        byte[] cursor = store.get(EVALUATION_CURSOR);
        this.evaluationCursor = cursor == null ? null : new String(cursor, StandardCharsets.UTF_8);
        this.evaluationFailed = store.get(EVALUATION_FAILED) != null;
    }

    /**
     * Tells this run of the task from those before it that may have written what they did not store; 0 where none can. It is
     * the first number of the block reserved by the run before, so no clock and no chance is needed.
     */
    long incarnation() {
        return incarnation;
    }

    long nextAuditSequence() {
        sequenceChanged = true;
        if (++auditSequence > reserved && reserves) {
            // At once: after a crash a number must not name another record than the one that may have been written with
            // it.
            reserved = auditSequence + RESERVED_AT_ONCE;
            storeSequence(reserved);
        }
        return auditSequence;
    }

    private void storeSequence(long sequence) {
        store.put(
                AUDIT_SEQUENCE,
                ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }

    /** Takes back the numbers given out since a point, because their records are not written. */
    void restoreAuditSequence(long sequence) {
        auditSequence = sequence;
    }

    long auditSequence() {
        return auditSequence;
    }

    /** Stores what changed; before each commit, after the identities that it speaks of. */
    void save() {
        if (sequenceChanged && !reserves) {
            storeSequence(auditSequence);
            sequenceChanged = false;
        }
        if (evaluationChanged) {
            storeEvaluation();
            evaluationChanged = false;
        }
    }

    /** Where the re-evaluation after a policy change stands: null when there is none, else the last key done or "". */
    String evaluationCursor() {
        return evaluationCursor;
    }

    /** Whether an identity failed in the re-evaluation after the last policy change. */
    boolean evaluationFailed() {
        return evaluationFailed;
    }

    /** Begins the re-evaluation of everyone. Stored at once, like the policies that ask for it. */
    void beginEvaluation() {
        evaluationCursor = "";
        evaluationFailed = false;
        storeEvaluation();
    }

    /** Notes how far it is. Stored with the identities: a cursor that is ahead of them would leave some out after a crash. */
    void evaluated(String cursor, boolean failed) {
        evaluationCursor = cursor;
        evaluationFailed = failed;
        evaluationChanged = true;
    }

    private void storeEvaluation() {
        if (evaluationCursor == null) {
            store.delete(EVALUATION_CURSOR);
        } else {
            store.put(EVALUATION_CURSOR, evaluationCursor.getBytes(StandardCharsets.UTF_8));
        }
        if (evaluationFailed) {
            store.put(EVALUATION_FAILED, new byte[0]);
        } else {
            store.delete(EVALUATION_FAILED);
        }
    }

    private static Bytes name(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
