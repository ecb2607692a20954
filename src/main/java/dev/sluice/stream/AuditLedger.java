package dev.sluice.stream;

import dev.sluice.audit.proof.AuditChain;
import dev.sluice.audit.proof.Checkpoints;
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
    private AuditChain.Head committed;
    private boolean changed;

    AuditLedger(KeyValueStore<Bytes, byte[]> store, StageOptions options, int writer, LongSupplier wallTime) {
        this.store = store;
        this.options = options;
        this.writer = writer;
        this.wallTime = wallTime;
        byte[] stored = store.get(CHAIN);
        chain = stored == null ? null : AuditChain.of(stored);
        committing();
    }

    /** Makes an encoded record the next one of the chain. */
    void seal(byte[] record) {
        if (chain == null) {
            chain = AuditChain.begin(options.applicationId(), writer, wallTime.getAsLong());
        }
        chain.seal(record);
        changed = true;
    }

    /** Stores where the chain ends; before each commit, after all that is sent. */
    void save() {
        if (changed) {
            store.put(CHAIN, chain.bytes());
            changed = false;
        }
    }

    /** A commit takes all that was sent. What it has taken is known when the task is asked for something again. */
    void committing() {
        committed = chain == null ? null : chain.head();
    }

    /** Since when (ms since the epoch) committed records wait for a checkpoint; {@link TaskFigures#NEVER} if none do. */
    long awaitsCheckpointSince() {
        return committed == null || committed.size() <= chain.checkpointSize()
                ? TaskFigures.NEVER
                : chain.checkpointAt();
    }

    /**
     * A checkpoint of what is committed, if it is time for one; or null. Nothing else is signed: of a transaction that is aborted a note
     * would be left that tells of records which others follow then.
     */
    AuditCheckpoint checkpoint() {
        long now = wallTime.getAsLong();
        Checkpoints when = options.checkpoints();
        if (committed == null || !when.areDue(committed, chain.checkpointSize(), chain.checkpointAt(), now)) {
            return null;
        }
        AuditCheckpoint checkpoint = when.make(committed, options.applicationId(), writer, now);
        chain.checkpointed(committed.size(), now);
        changed = true;
        return checkpoint;
    }
}
