package dev.sluice.audit.proof;

import dev.sluice.event.AuditCheckpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When checkpoints are made of a chain, and by whom they are signed.
 *
 * @param records after how many records
 * @param interval after how long if there is anything new
 * @param signer who signs; null for nobody
 */
public record Checkpoints(long records, Duration interval, NoteSigner signer) {
    /** Unsigned. */
    public static final Checkpoints DEFAULTS = new Checkpoints(100_000, Duration.ofMinutes(5), null);

    /** Refuses what makes none. */
    public Checkpoints {
        Objects.requireNonNull(interval, "interval");
        if (records < 1 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "Checkpoints are made after at least one record and some time, not after " + records + " and "
                            + interval);
        }
    }

    /**
     * Whether it is time for one: enough records are new, or any, and the last one is long ago.
     *
     * @param head where the chain stands
     * @param lastSize how many records it had at the last one
     * @param lastAt when that was made (ms since the epoch)
     * @param now the instant (ms since the epoch)
     * @return true if one is to be made
     */
    public boolean areDue(AuditChain.Head head, long lastSize, long lastAt, long now) {
        long more = head.size() - lastSize;
        return more >= records || more > 0 && now - lastAt >= interval.toMillis();
    }

    /**
     * Makes a checkpoint.
     *
     * @param head where the chain stands
     * @param applicationId the application that writes it
     * @param writer the writer's partition
     * @param now when (ms since the epoch)
     * @return the checkpoint
     */
    public AuditCheckpoint make(AuditChain.Head head, String applicationId, int writer, long now) {
        Frontier frontier = new Frontier(head.size(), head.nodes());
        CheckpointText text = new CheckpointText(
                CheckpointText.origin(applicationId, head.chainId()),
                head.size(),
                frontier.root(),
                writer,
                head.lastSequence(),
                head.last(),
                now);
        return AuditCheckpoint.newBuilder()
                .setChainId(head.chainId())
                .setWriter(writer)
                .setSize(text.size())
                .setLastSequence(text.lastSequence())
                .setLastHash(ByteBuffer.wrap(text.lastHash()))
                .setRootHash(ByteBuffer.wrap(text.root()))
                .setFrontier(head.nodes().stream().map(ByteBuffer::wrap).toList())
                .setNote(signer == null ? null : signer.sign(text.text()).note())
                .setAt(Instant.ofEpochMilli(now))
                .build();
    }
}
