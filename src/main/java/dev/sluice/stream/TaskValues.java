package dev.sluice.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** Single values of a task that live in its transaction. */
final class TaskValues {
    private static final Bytes AUDIT_SEQUENCE = name("audit-sequence");
    private static final Bytes EVALUATION_CURSOR = name("evaluation-cursor");
    private static final Bytes EVALUATION_FAILED = name("evaluation-failed");

    private final KeyValueStore<Bytes, byte[]> store;
    private long auditSequence;
    private boolean sequenceChanged;
    private String evaluationCursor;
    private boolean evaluationFailed;
    private boolean evaluationChanged;

    TaskValues(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        byte[] stored = store.get(AUDIT_SEQUENCE);
        this.auditSequence = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
        byte[] cursor = store.get(EVALUATION_CURSOR);
        this.evaluationCursor = cursor == null ? null : new String(cursor, StandardCharsets.UTF_8);
        this.evaluationFailed = store.get(EVALUATION_FAILED) != null;
    }

    long nextAuditSequence() {
        sequenceChanged = true;
        return ++auditSequence;
    }

    /** Takes back the numbers given out since a point, because their records are not written. */
    void restoreAuditSequence(long sequence) {
        auditSequence = sequence;
    }

    long auditSequence() {
        return auditSequence;
    }

    /** Stores what has changed. To be done after the identities are stored: the cursor speaks of them. */
    void save() {
        if (evaluationChanged) {
            saveEvaluation();
        }
        if (sequenceChanged) {
            store.put(
                    AUDIT_SEQUENCE,
                    ByteBuffer.allocate(Long.BYTES).putLong(auditSequence).array());
            sequenceChanged = false;
        }
    }

    /** Everyone is to be evaluated: that is stored at once, as the policy set is that it is for. */
    void beginEvaluation() {
        evaluationCursor = "";
        evaluationFailed = false;
        saveEvaluation();
    }

    /** Where the re-evaluation after a policy change stands: null when there is none, else the last key done or "". */
    String evaluationCursor() {
        return evaluationCursor;
    }

    void evaluationCursor(String cursor) {
        evaluationCursor = cursor;
        evaluationChanged = true;
    }

    /** Whether an identity failed in the re-evaluation after the last policy change. */
    boolean evaluationFailed() {
        return evaluationFailed;
    }

    void evaluationFailed(boolean failed) {
        evaluationFailed = failed;
        evaluationChanged = true;
    }

    private void saveEvaluation() {
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
        evaluationChanged = false;
    }

    private static Bytes name(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
