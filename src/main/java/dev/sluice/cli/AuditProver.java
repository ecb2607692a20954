package dev.sluice.cli;

import dev.sluice.audit.proof.AuditProof;
import dev.sluice.audit.proof.CheckpointBook;
import dev.sluice.audit.proof.ProofBuilder;
import dev.sluice.audit.proof.SealedRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/** Makes proofs of an audit: that a record is in it, or that it only grew from one checkpoint to another. */
final class AuditProver {
    private static final int HEADER = 5;

    private final AuditSource source;
    private final Map<Integer, String> schemas = new HashMap<>();

    /**
     * A prover.
     *
     * @param source the audit
     */
    AuditProver(AuditSource source) {
        this.source = source;
    }

    private CheckpointBook book(String note) {
        CheckpointBook book = new CheckpointBook(List.of());
        source.checkpoints(book::add, (where, why) -> {});
        if (note != null) {
            book.addWitnessed(note, "the note that was given");
        }
        return book;
    }

    /**
     * Proves that a record is in the audit.
     *
     * @param id the id of the event that the record is about, or of the record itself
     * @param note the note by which it is to be proved; null for the first signed checkpoint after it
     * @return the proof
     */
    AuditProof prove(String id, String note) {
        byte[] wanted = id.getBytes(StandardCharsets.UTF_8);
        if (wanted.length == 0) {
            throw new CliException("Give the eventId of an event, or the auditId of a record.");
        }
        CheckpointBook book = book(note);
        boolean isThere = false;
        for (AuditSource.Part part : source.parts()) {
            ProofBuilder builder = ProofBuilder.ofRecord(book, note);
            part.read((offset, value) -> {
                SealedRecord record = value == null ? null : SealedRecord.of(value);
                if (record != null) {
                    boolean isIt = !builder.isMarked() && contains(value, wanted) && isAbout(value, id);
                    builder.add(record, isIt);
                }
                return !builder.isDone();
            });
            isThere |= builder.isMarked();
            Optional<AuditProof> proof = builder.proof(this::schema);
            if (proof.isPresent()) {
                return checked(proof.get());
            }
        }
        throw new CliException(
                isThere
                        ? "No signed checkpoint tells of the record yet, or the records before it are gone and none"
                                + " stands where they end; one is made from time to time while"
                                + " sluice.audit.signing.key.file is set."
                        : "No record of a chain is about " + id
                                + "; give the eventId of an event, or the auditId of a record, that is still there.");
    }

    /** What does not prove itself is not given to anybody. */
    private static AuditProof checked(AuditProof proof) {
        proof.check(List.of()).ifPresent(why -> {
            throw new CliException(
                    "The audit is not as it was written, so it proves nothing: " + why + " See ./sluice audit verify.");
        });
        return proof;
    }

    /**
     * Proves that a later checkpoint tells of all records of an earlier one.
     *
     * @param first the earlier note
     * @param last the later note
     * @return the proof
     */
    AuditProof proveGrowth(String first, String last) {
        ProofBuilder builder;
        try {
            builder = ProofBuilder.ofGrowth(book(first), first, last);
        } catch (IllegalArgumentException e) {
            throw new CliException("That can't be proved: " + e.getMessage() + ".", 1, e);
        }
        for (AuditSource.Part part : source.parts()) {
            if (part.number() == builder.writer()) {
                part.read((offset, value) -> {
                    SealedRecord record = value == null ? null : SealedRecord.of(value);
                    if (record != null) {
                        builder.add(record, false);
                    }
                    return !builder.isDone();
                });
            }
        }
        return checked(builder.proof(this::schema)
                .orElseThrow(() -> new CliException("That can't be proved: the records up to the later checkpoint are"
                        + " not there, or those before the earlier one are gone and no checkpoint stands where they"
                        + " end.")));
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
        GenericRecord record;
        try {
            record = AuditProof.decode(value, schema(value));
        } catch (IllegalArgumentException e) {
            // It may be what somebody put in; what is looked for can be read.
            return false;
        }
        return id.equals(String.valueOf(record.get("auditId"))) || id.equals(String.valueOf(record.get("eventId")));
    }

    private String schema(byte[] value) {
        return schemas.computeIfAbsent(ByteBuffer.wrap(value, 1, Integer.BYTES).getInt(), source::schema);
    }
}
