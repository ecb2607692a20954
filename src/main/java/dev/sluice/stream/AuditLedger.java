package dev.sluice.stream;

import dev.sluice.audit.proof.AuditChain;
import dev.sluice.event.AuditCheckpoint;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The chain of a task's audit records. A record becomes part of it when it is sent, since what is taken back before that never was;
 * where the chain ends is stored with the commit that sends it.
 */
final class AuditLedger {
    private static final Bytes CHAIN = Bytes.wrap("audit-chain".getBytes(StandardCharsets.UTF_8));

    private final KeyValueStore<Bytes, byte[]> store;
    private final StageOptions options;
    private final int writer;
    private final LongSupplier wallTime;
    private AuditChain chain;
    private boolean changed;

    AuditLedger(KeyValueStore<Bytes, byte[]> store, StageOptions options, int writer, LongSupplier wallTime) {
        this.store = store;
        this.options = options;
        this.writer = writer;
        this.wallTime = wallTime;
        byte[] stored = store.get(CHAIN);
        chain = stored == null ? null : AuditChain.of(stored);
    }

    /** Makes an encoded record the next one of the chain. */
    void seal(byte[] record) {
        if (chain == null) {
            chain = AuditChain.begin(options.applicationId(), writer, wallTime.getAsLong());
        }
        chain.seal(record);
        changed = true;
    }

    /** A checkpoint, if it is time for one; or null. */
    AuditCheckpoint checkpoint() {
        if (chain == null) {
            return null;
        }
        AuditCheckpoint checkpoint =
                options.checkpoints().make(chain, options.applicationId(), writer, wallTime.getAsLong());
        changed |= checkpoint != null;
        return checkpoint;
    }

    /** Stores where the chain ends; before each commit, after all that is sent. */
    void save() {
        if (changed) {
            store.put(CHAIN, chain.bytes());
            changed = false;
        }
    }
}
