package dev.sluice.audit.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * That a record is part of an audit of which a checkpoint was signed, or that a later checkpoint tells of all records of an earlier one.
 * It can be checked without the audit.
 *
 * @param record the record as it was written; null for a proof about two checkpoints
 * @param schema the schema it was written with, as JSON; null likewise
 * @param index the record's place in the chain, from 0; 0 likewise
 * @param first the note of the earlier checkpoint; null for a proof about a record
 * @param note the note of the checkpoint, or of the later one
 * @param path the hashes that prove it
 */
public record AuditProof(byte[] record, String schema, long index, String first, String note, List<byte[]> path) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    /** A proof about 2^62 records has 62 hashes; one of two checkpoints twice as many. */
    private static final int MAX_PATH = 128;

    /** Copies the list. */
    public AuditProof {
        path = List.copyOf(path);
    }

    /**
     * Checks it.
     *
     * @param keys whose signature the checkpoints have to bear, that of any of them; empty to look at none
     * @return why it proves nothing; empty if it proves what it says
     */
    public Optional<String> check(List<Verifier> keys) {
        try {
            SignedNote signed = SignedNote.parse(note);
            Optional<String> wrong = signature(signed, keys, "The checkpoint");
            if (wrong.isEmpty() && first != null) {
                wrong = signature(SignedNote.parse(first), keys, "The earlier checkpoint");
            }
            if (wrong.isPresent()) {
                return wrong;
            }
            CheckpointText last = CheckpointText.parse(signed.text());
            return first == null
                    ? checkRecord(last)
                    : checkTrees(CheckpointText.parse(SignedNote.parse(first).text()), last);
        } catch (IllegalArgumentException e) {
            return Optional.of("It can't be read: " + e.getMessage() + ".");
        }
    }

    private static Optional<String> signature(SignedNote note, List<Verifier> keys, String what) {
        boolean isSigned = keys.isEmpty()
                || keys.stream().anyMatch(key -> note.isSignedBy(key).orElse(false));
        return isSigned
                ? Optional.empty()
                : Optional.of(what + " bears no good signature of "
                        + String.join(" or ", keys.stream().map(Verifier::name).toList()) + ".");
    }

    private Optional<String> checkRecord(CheckpointText tree) {
        SealedRecord sealed = record == null ? null : SealedRecord.of(record);
        if (sealed == null) {
            return Optional.of("It holds no record of a chain.");
        }
        if (!tree.chainId().equals(sealed.chainId()) || tree.writer() != sealed.writer()) {
            return Optional.of("The checkpoint is of another chain than the record.");
        }
        byte[] leaf = sealed.computed(new MerkleHash());
        if (!Arrays.equals(leaf, sealed.hash())) {
            return Optional.of("The record is not what its hash says.");
        }
        return MerkleProofs.includes(index, tree.size(), leaf, path, tree.root())
                ? Optional.empty()
                : Optional.of("The record is not among those of which the checkpoint tells.");
    }

    private Optional<String> checkTrees(CheckpointText before, CheckpointText after) {
        if (!before.origin().equals(after.origin())) {
            return Optional.of("The checkpoints are of different chains.");
        }
        return MerkleProofs.isConsistent(before.size(), after.size(), before.root(), after.root(), path)
                ? Optional.empty()
                : Optional.of("The later checkpoint does not tell of all records of the earlier one.");
    }

    /**
     * As it is kept.
     *
     * @return JSON
     */
    public String json() {
        ObjectNode node = JSON.createObjectNode();
        if (first == null) {
            node.put("record", BASE64.encodeToString(record));
            node.put("schema", schema);
            node.put("index", index);
        } else {
            node.put("first", first);
        }
        node.put("note", note);
        ArrayNode hashes = node.putArray("path");
        path.forEach(hash -> hashes.add(BASE64.encodeToString(hash)));
        return node.toPrettyString();
    }

    /**
     * Reads one.
     *
     * @param json as {@link #json} gave it
     * @return the proof
     * @throws IllegalArgumentException if it is none
     */
    public static AuditProof parse(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            boolean isOfRecord = node.has("record") && node.path("schema").isTextual();
            if (!node.path("note").isTextual() || isOfRecord == node.has("first")) {
                throw new IllegalArgumentException(
                        "A proof has a `note`, and a `record` with its `schema` or the note of an earlier checkpoint"
                                + " (`first`).");
            }
            List<byte[]> path = new ArrayList<>();
            for (JsonNode hash : node.path("path")) {
                byte[] bytes = Base64.getDecoder().decode(hash.asText());
                if (bytes.length != MerkleHash.LENGTH || path.size() == MAX_PATH) {
                    throw new IllegalArgumentException(
                            "A path has at most " + MAX_PATH + " hashes of " + MerkleHash.LENGTH + " bytes.");
                }
                path.add(bytes);
            }
            return new AuditProof(
                    node.has("record")
                            ? Base64.getDecoder().decode(node.get("record").asText())
                            : null,
                    node.path("schema").asText(null),
                    node.path("index").asLong(),
                    node.path("first").asText(null),
                    node.get("note").asText(),
                    path);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("This is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * What a record says. Only as good as the schema: with another one the same bytes say something else.
     *
     * @param record the record as it was written
     * @param schema the schema that it was written with, as JSON
     * @return the record
     * @throws IllegalArgumentException if it can't be read with it
     */
    public static GenericRecord decode(byte[] record, String schema) {
        try {
            Schema writer = new Schema.Parser().parse(schema);
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(record, SealedRecord.HEADER, record.length - SealedRecord.HEADER, null);
            return new GenericDatumReader<GenericRecord>(writer).read(null, decoder);
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("The record can't be read with its schema: " + e.getMessage(), e);
        }
    }

    /**
     * The schema to read the record with: the one of this version, or one that is trusted. Never that of whoever made the proof, with which
     * the same bytes may say something else.
     *
     * @param trusted another schema, as JSON; null for none
     * @return the schema, as JSON; empty if the record was written with neither
     * @throws org.apache.avro.AvroRuntimeException if one of them is no schema
     */
    public Optional<String> trustedSchema(String trusted) {
        String form = form(new Schema.Parser().parse(schema));
        Schema own = AuditEvent.getClassSchema();
        if (form.equals(form(own))) {
            return Optional.of(own.toString());
        }
        return trusted != null && form.equals(form(new Schema.Parser().parse(trusted)))
                ? Optional.of(trusted)
                : Optional.empty();
    }

    /** All that matters to reading; unlike a short fingerprint of it, nothing else can have the same. */
    private static String form(Schema schema) {
        return SchemaNormalization.toParsingForm(schema);
    }
}
