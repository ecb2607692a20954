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

    TaskValues(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        byte[] stored = store.get(AUDIT_SEQUENCE);
        this.auditSequence = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
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

    void save() {
        if (sequenceChanged) {
            store.put(
                    AUDIT_SEQUENCE,
                    ByteBuffer.allocate(Long.BYTES).putLong(auditSequence).array());
            sequenceChanged = false;
        }
    }

    /** Where the re-evaluation after a policy change stands: null when there is none, else the last key done or "". */
    String evaluationCursor() {
        byte[] stored = store.get(EVALUATION_CURSOR);
        return stored == null ? null : new String(stored, StandardCharsets.UTF_8);
    }

    void evaluationCursor(String cursor) {
        if (cursor == null) {
            store.delete(EVALUATION_CURSOR);
        } else {
            store.put(EVALUATION_CURSOR, cursor.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Whether an identity failed in the re-evaluation after the last policy change. */
    boolean evaluationFailed() {
        return store.get(EVALUATION_FAILED) != null;
    }

    void evaluationFailed(boolean failed) {
        if (failed) {
            store.put(EVALUATION_FAILED, new byte[0]);
        } else {
            store.delete(EVALUATION_FAILED);
        }
    }

    private static Bytes name(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
