package dev.sluice.cli;

import dev.sluice.audit.proof.AuditProof;
import dev.sluice.audit.proof.CheckpointBook;
import dev.sluice.audit.proof.MerkleHash;
import dev.sluice.audit.proof.ProofBuilder;
import dev.sluice.audit.proof.SealedRecord;
import dev.sluice.audit.proof.SignedNote.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/** Makes proofs of an audit: that a record is in it, or that it only grew from one checkpoint to another. */
final class AuditProver {
    /** So many records are tried that say they are the one. */
    private static final int MAX_PLACES = 20;

    private final AuditSource source;
    private final List<Verifier> keys;
    private final Map<Integer, String> schemas = new HashMap<>();

    /**
     * A prover.
     *
     * @param source the audit
     * @param keys whose signatures count, any of them; empty to look at none
     */
    AuditProver(AuditSource source, List<Verifier> keys) {
        this.source = source;
        this.keys = List.copyOf(keys);
    }

    private CheckpointBook book(String chainId) {
        CheckpointBook book = CheckpointBook.of(keys, chainId);
        source.checkpoints(book::add, (where, why) -> {});
        return book;
    }

    /** Where a record is that may be the one. */
    private record Place(AuditSource.Part part, long offset, byte[] value) {}

    /**
     * Proves that a record is in the audit.
     *
     * @param id the id of the event that the record is about, or of the record itself
     * @param note the note by which it is to be proved; null for the first signed checkpoint after it
     * @return the proof
     */
    AuditProof prove(String id, String note) {
        if (id.isEmpty()) {
            throw new CliException("Give the eventId of an event, or the auditId of a record.");
        }
        List<Place> places = find(id);
        if (places.isEmpty()) {
            throw new CliException("No record of a chain is about " + id
                    + "; give the eventId of an event, or the auditId of a record, that is still there.");
        }
        String why = null;
        for (Place place : places) {
            try {
                SealedRecord record = SealedRecord.of(place.value());
                ProofBuilder builder = ProofBuilder.ofRecord(book(record.chainId()), record, place.offset(), note);
                read(place.part(), builder);
                Optional<AuditProof> proof = builder.proof(schema(place.value()));
                if (proof.isPresent() && proof.get().check(keys).isEmpty()) {
                    return proof.get();
                }
                why = proof.isPresent() ? proof.get().check(keys).orElseThrow() : why;
            } catch (IllegalArgumentException e) {
                why = e.getMessage() + ".";
            }
        }
        throw new CliException(
                why != null
                        ? "That can't be proved: " + why + " See ./sluice audit verify."
                        : note != null
                                ? "The note does not tell of the record; give a later one of its chain."
                                : "No signed checkpoint tells of the record yet, or the records before it are gone or not as"
                                        + " they were written: see ./sluice audit verify. Checkpoints are made from time to time"
                                        + " while sluice.audit.signing.key.file is set.");
    }

    private List<Place> find(String id) {
        byte[] wanted = id.getBytes(StandardCharsets.UTF_8);
        List<Place> places = new ArrayList<>();
        for (AuditSource.Part part : source.parts()) {
            MerkleHash hash = new MerkleHash();
            part.read((offset, value) -> {
                boolean mayBe = value != null && places.size() < MAX_PLACES && contains(value, wanted);
                SealedRecord record = mayBe ? SealedRecord.of(value) : null;
                if (record != null && record.writer() == part.number() && record.isSound(hash) && isAbout(value, id)) {
                    places.add(new Place(part, offset, value));
                }
                return true;
            });
        }
        return places;
    }

    private static void read(AuditSource.Part part, ProofBuilder builder) {
        part.read((offset, value) -> {
            builder.take(offset, value);
            return !builder.isDone();
        });
    }

    /**
     * Proves that a later checkpoint tells of all records of an earlier one.
     *
     * @param first the earlier note
     * @param last the later note
     * @return the proof
     */
    AuditProof proveGrowth(String first, String last) {
        try {
            ProofBuilder builder = ProofBuilder.ofGrowth(book(ProofBuilder.chainOf(last)), first, last);
            source.parts().stream()
                    .filter(part -> part.number() == builder.writer())
                    .forEach(part -> read(part, builder));
            AuditProof proof = builder.proof(null)
                    .orElseThrow(() -> new IllegalArgumentException("the records up to the later checkpoint are not"
                            + " there, or those before the earlier one are gone and no checkpoint stands where they"
                            + " end"));
            proof.check(keys).ifPresent(why -> {
                throw new IllegalArgumentException(why);
            });
            return proof;
        } catch (IllegalArgumentException e) {
            throw new CliException("That can't be proved: " + e.getMessage() + ".", 1, e);
        }
    }

    private static boolean contains(byte[] value, byte[] wanted) {
        for (int at = 0; at <= value.length - wanted.length; at++) {
            if (value[at] == wanted[0] && Arrays.equals(value, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAbout(byte[] value, String id) {
        try {
            GenericRecord record = AuditProof.decode(value, schema(value));
            return record.getSchema().getField("eventId") != null
                    && (id.equals(String.valueOf(record.get("auditId")))
                            || id.equals(String.valueOf(record.get("eventId"))));
        } catch (IllegalArgumentException | CliException | ClassCastException e) {
            // It may be what somebody put in; what is looked for can be read.
            return false;
        }
    }

    private String schema(byte[] value) {
        int id = SealedRecord.schemaId(value)
                .orElseThrow(() -> new IllegalArgumentException("The record names no schema"));
        return schemas.computeIfAbsent(id, source::schema);
    }
}
