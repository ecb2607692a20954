package dev.sluice.cli;

import dev.sluice.audit.proof.AuditProof;
import dev.sluice.audit.proof.Frontier;
import dev.sluice.audit.proof.MerkleTree;
import dev.sluice.audit.proof.SealedRecord;
import dev.sluice.event.AuditCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Makes proofs of an audit: that a record is in it, or that it only grew from one checkpoint to another. */
final class AuditProver {
    private static final int HEADER = 5;

    private final AuditSource source;
    private final Map<Integer, String> schemas = new HashMap<>();
    private final Map<String, TreeMap<Long, AuditCheckpoint>> checkpoints = new HashMap<>();

    /**
     * A prover.
     *
     * @param source the audit
     */
    AuditProver(AuditSource source) {
        this.source = source;
        source.checkpoints().forEach(checkpoint -> checkpoints
                .computeIfAbsent(checkpoint.getChainId(), id -> new TreeMap<>())
                .put(checkpoint.getSize(), checkpoint));
    }

    /** What is known of one chain while it is read. */
    private static final class Chain {
        private final TreeMap<Long, AuditCheckpoint> known;
        private MerkleTree tree;

        Chain(TreeMap<Long, AuditCheckpoint> known) {
            this.known = known;
        }

        /** Adds a record; tells its place, or -1 if that is not known. */
        long add(SealedRecord record) {
            if (tree == null) {
                byte[] previous = record.previousHash();
                tree = Arrays.equals(previous, new byte[previous.length]) ? new MerkleTree() : anchoredAt(previous);
            }
            if (tree == null) {
                return -1;
            }
            tree.add(record.hash());
            return tree.size() - 1;
        }

        private MerkleTree anchoredAt(byte[] hash) {
            for (AuditCheckpoint checkpoint : known.values()) {
                if (checkpoint.getLastHash().equals(ByteBuffer.wrap(hash))) {
                    return new MerkleTree(frontier(checkpoint));
                }
            }
            return null;
        }
    }

    private static Frontier frontier(AuditCheckpoint checkpoint) {
        return new Frontier(
                checkpoint.getSize(),
                checkpoint.getFrontier().stream().map(AuditProver::bytes).toList());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** A record that was looked for, and where it is. */
    private record Found(byte[] value, String chainId, long index) {}

    /**
     * Proves that a record is in the audit, by the first checkpoint that tells of it.
     *
     * @param id the id of the event that the record is about, or of the record itself
     * @return the proof
     */
    AuditProof prove(String id) {
        byte[] wanted = id.getBytes(StandardCharsets.UTF_8);
        List<Found> found = new ArrayList<>();
        Map<String, Chain> chains = new HashMap<>();
        for (AuditSource.Part part : source.parts()) {
            part.read((offset, value) -> {
                SealedRecord record = value == null ? null : SealedRecord.of(value);
                if (record != null) {
                    Chain chain = chains.computeIfAbsent(
                            record.chainId(), key -> new Chain(checkpoints.getOrDefault(key, new TreeMap<>())));
                    long index = chain.add(record);
                    if (contains(value, wanted) && isAbout(value, id)) {
                        found.add(new Found(value, record.chainId(), index));
                    }
                }
            });
        }
        if (found.isEmpty()) {
            throw new CliException("No record of a chain is about " + id
                    + "; give the eventId of an event, or the auditId of a record, that is still there.");
        }
        Found record = found.get(0);
        Chain chain = chains.get(record.chainId());
        AuditCheckpoint checkpoint = signedAfter(chain, record.index());
        if (record.index() < 0 || checkpoint == null) {
            throw new CliException(
                    "No signed checkpoint tells of the record yet, or the records before it are gone; one is"
                            + " made every minute while sluice.audit.signing.key.file is set.");
        }
        return new AuditProof(
                record.value(),
                schema(record.value()),
                record.index(),
                null,
                checkpoint.getNote(),
                chain.tree.inclusion(record.index(), checkpoint.getSize()));
    }

    private static AuditCheckpoint signedAfter(Chain chain, long index) {
        for (AuditCheckpoint checkpoint : chain.known.tailMap(index, false).values()) {
            if (checkpoint.getNote() != null && chain.tree != null && checkpoint.getSize() <= chain.tree.size()) {
                return checkpoint;
            }
        }
        return null;
    }

    /**
     * Proves for each chain that its last signed checkpoint tells of all records of an earlier one.
     *
     * @param chainId the chain
     * @param fromSize the size of the earlier one
     * @param toSize the size of the later one
     * @return the proof
     */
    AuditProof proveGrowth(String chainId, long fromSize, long toSize) {
        TreeMap<Long, AuditCheckpoint> known = checkpoints.getOrDefault(chainId, new TreeMap<>());
        AuditCheckpoint first = known.get(fromSize);
        AuditCheckpoint last = known.get(toSize);
        if (first == null || last == null || first.getNote() == null || last.getNote() == null) {
            throw new CliException("Chain " + chainId + " has no signed checkpoints of " + fromSize + " and " + toSize
                    + " records; ./sluice audit checkpoints lists them.");
        }
        Chain chain = new Chain(known);
        for (AuditSource.Part part : source.parts()) {
            part.read((offset, value) -> {
                SealedRecord record = value == null ? null : SealedRecord.of(value);
                if (record != null && record.chainId().equals(chainId)) {
                    chain.add(record);
                }
            });
        }
        try {
            if (chain.tree == null) {
                throw new IllegalArgumentException(
                        "the first records are gone, and no checkpoint stands where they end");
            }
            return new AuditProof(
                    null, null, 0, first.getNote(), last.getNote(), chain.tree.consistency(fromSize, toSize));
        } catch (IllegalArgumentException e) {
            throw new CliException("That can't be proved: " + e.getMessage() + ".", 1, e);
        }
    }

    /** The checkpoints, by chain, then size. */
    List<AuditCheckpoint> checkpoints() {
        List<AuditCheckpoint> all = new ArrayList<>();
        checkpoints.values().forEach(known -> all.addAll(known.values()));
        all.sort(Comparator.comparing(AuditCheckpoint::getWriter)
                .thenComparing(AuditCheckpoint::getChainId)
                .thenComparing(AuditCheckpoint::getSize));
        return all;
    }

    private static boolean contains(byte[] value, byte[] wanted) {
        for (int at = HEADER; at <= value.length - wanted.length; at++) {
            if (value[at] == wanted[0] && Arrays.equals(value, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbout(byte[] value, String id) {
        GenericRecord record = decode(value, schema(value));
        return id.equals(String.valueOf(record.get("auditId"))) || id.equals(String.valueOf(record.get("eventId")));
    }

    private String schema(byte[] value) {
        return schemas.computeIfAbsent(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt(), source::schema);
    }

    /** A record with the schema that it was written with. */
    static GenericRecord decode(byte[] value, String schema) {
        try {
            Schema writer = new Schema.Parser().parse(schema);
            return new GenericDatumReader<GenericRecord>(writer)
                    .read(null, DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, null));
        } catch (IOException | RuntimeException e) {
            throw new CliException("The record can't be read with its schema: " + e.getMessage(), 1, e);
        }
    }
}
