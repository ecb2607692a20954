package dev.sluice.audit.proof;

import dev.sluice.domain.Ids;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain of one writer: each record bears the hash of the one before it, and all hashes are the leaves of a Merkle tree. What is
 * needed to go on is stored with the state that led to the records. For one thread at a time.
 */
public final class AuditChain {
    private static final byte VERSION = 1;
    private static final int ID_LENGTH = 36;

    private final MerkleHash hash = new MerkleHash();
    private final String chainId;
    private final byte[] chainIdBytes;
    private final Frontier frontier;
    private byte[] last;
    private long lastSequence;
    private long checkpointSize;
    private long checkpointAt;

    private AuditChain(
            String chainId, Frontier frontier, byte[] last, long lastSequence, long checkpointSize, long checkpointAt) {
        this.chainId = chainId;
        this.chainIdBytes = chainId.getBytes(StandardCharsets.ISO_8859_1);
        this.frontier = frontier;
        this.last = last;
        this.lastSequence = lastSequence;
        this.checkpointSize = checkpointSize;
        this.checkpointAt = checkpointAt;
    }

    /**
     * A chain that begins.
     *
     * @param applicationId the application that writes it
     * @param writer the writer's partition
     * @param at when it begins (ms since the epoch): a writer that begins anew begins another one
     * @return the chain
     */
    public static AuditChain begin(String applicationId, int writer, long at) {
        return new AuditChain(
                Ids.auditChain(applicationId, writer, at), new Frontier(), new byte[MerkleHash.LENGTH], 0, 0, at);
    }

    /**
     * A chain as it was stored.
     *
     * @param stored what {@link #bytes} gave
     * @return the chain
     * @throws IllegalArgumentException if another version stored it, or it is damaged
     */
    public static AuditChain of(byte[] stored) {
        if (stored.length > 0 && stored[0] != VERSION) {
            throw new IllegalArgumentException(
                    "The chain of the audit was stored in form " + stored[0] + ", which this version does not know.");
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(stored);
            in.get();
            AuditChain chain = read(in);
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes too many");
            }
            return chain;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The chain of the audit is damaged where it is stored. Delete the local state directory; it is"
                            + " rebuilt from the changelog.",
                    e);
        }
    }

    private static AuditChain read(ByteBuffer in) {
        byte[] id = new byte[ID_LENGTH];
        in.get(id);
        byte[] last = hash(in);
        long lastSequence = in.getLong();
        long checkpointSize = in.getLong();
        long checkpointAt = in.getLong();
        long size = in.getLong();
        List<byte[]> nodes = new ArrayList<>();
        for (int i = Long.bitCount(size); i > 0; i--) {
            nodes.add(hash(in));
        }
        return new AuditChain(
                new String(id, StandardCharsets.ISO_8859_1),
                new Frontier(size, nodes),
                last,
                lastSequence,
                checkpointSize,
                checkpointAt);
    }

    private static byte[] hash(ByteBuffer in) {
        byte[] hash = new byte[MerkleHash.LENGTH];
        in.get(hash);
        return hash;
    }

    /**
     * What is to be stored.
     *
     * @return all that is needed to go on
     */
    public byte[] bytes() {
        List<byte[]> nodes = frontier.nodes();
        ByteBuffer out = ByteBuffer.allocate(1 + ID_LENGTH + MerkleHash.LENGTH * (1 + nodes.size()) + 4 * Long.BYTES);
        out.put(VERSION).put(chainIdBytes).put(last);
        out.putLong(lastSequence).putLong(checkpointSize).putLong(checkpointAt).putLong(frontier.size());
        nodes.forEach(out::put);
        return out.array();
    }

    /**
     * Makes a record the next one of the chain.
     *
     * @param record the encoded record, with any chain and hashes; they are written over
     * @throws IllegalArgumentException if it has no room for them
     */
    public void seal(byte[] record) {
        byte[] sealed = new byte[MerkleHash.LENGTH];
        SealedRecord.seal(record, chainIdBytes, last, hash, sealed);
        frontier.add(sealed);
        last = sealed;
        lastSequence = SealedRecord.of(record).sequence();
    }

    /**
     * Where a chain stands.
     *
     * @param chainId the chain
     * @param size how many records it has
     * @param nodes the hashes of the largest perfect trees in it, from the left; not copied
     * @param last the hash of the last record; not copied
     * @param lastSequence its sequence
     */
    public record Head(String chainId, long size, List<byte[]> nodes, byte[] last, long lastSequence) {
        /** Copies the list. */
        public Head {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Where it stands.
     *
     * @return as of now
     */
    public Head head() {
        return new Head(chainId, frontier.size(), frontier.nodes(), last, lastSequence);
    }

    /**
     * Notes that a checkpoint is made.
     *
     * @param size of how many records
     * @param now when (ms since the epoch)
     */
    public void checkpointed(long size, long now) {
        checkpointSize = size;
        checkpointAt = now;
    }

    /**
     * How many records it had at the last checkpoint.
     *
     * @return the number, 0 before the first
     */
    public long checkpointSize() {
        return checkpointSize;
    }

    /**
     * When the last checkpoint was made.
     *
     * @return ms since the epoch; when the chain began, before the first
     */
    public long checkpointAt() {
        return checkpointAt;
    }
}
