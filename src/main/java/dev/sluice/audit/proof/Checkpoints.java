package dev.sluice.audit.proof;

import dev.sluice.event.AuditCheckpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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
    public static final Checkpoints DEFAULTS = new Checkpoints(10_000, Duration.ofMinutes(1), null);

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
     * Makes a checkpoint, if it is time for one.
     *
     * @param chain the chain; it is noted there
     * @param applicationId the application that writes it
     * @param writer the writer's partition
     * @param now when (ms since the epoch)
     * @return the checkpoint, or null
     */
    public AuditCheckpoint make(AuditChain chain, String applicationId, int writer, long now) {
        if (!chain.isCheckpointDue(records, interval.toMillis(), now)) {
            return null;
        }
        chain.checkpointed(now);
        byte[] root = chain.frontier().root();
        String text =
                text(origin(applicationId, chain.chainId()), chain.frontier().size(), root);
        return AuditCheckpoint.newBuilder()
                .setChainId(chain.chainId())
                .setWriter(writer)
                .setSize(chain.frontier().size())
                .setLastSequence(chain.lastSequence())
                .setLastHash(ByteBuffer.wrap(chain.last()))
                .setRootHash(ByteBuffer.wrap(root))
                .setFrontier(
                        chain.frontier().nodes().stream().map(ByteBuffer::wrap).toList())
                .setNote(signer == null ? null : signer.sign(text).note())
                .setAt(Instant.ofEpochMilli(now))
                .build();
    }

    /** Where a chain comes from, as notes name it. */
    static String origin(String applicationId, String chainId) {
        return "sluice/" + applicationId + "/" + chainId;
    }

    /** Origin, size and root, a line each (C2SP tlog-checkpoint). */
    static String text(String origin, long size, byte[] root) {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }
}
