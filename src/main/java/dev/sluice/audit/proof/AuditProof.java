package dev.sluice.audit.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.proof.SignedNote.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

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
    private static final int LINES = 3;

    /** Copies the list. */
    public AuditProof {
        path = List.copyOf(path);
    }

    /** What a note says. */
    private record Tree(String origin, long size, byte[] root) {
        static Tree of(SignedNote note) {
            String[] lines = note.text().split("\n");
            if (lines.length < LINES) {
                throw new IllegalArgumentException("The note of a checkpoint has an origin, a size and a root.");
            }
            return new Tree(
                    lines[0], Long.parseLong(lines[1]), Base64.getDecoder().decode(lines[2]));
        }
    }

    /**
     * Checks it.
     *
     * @param key whose signature the checkpoints have to bear; null to look at none
     * @return why it proves nothing; empty if it proves what it says
     */
    public Optional<String> check(Verifier key) {
        try {
            SignedNote signed = SignedNote.parse(note);
            Optional<String> wrong = signature(signed, key, "The checkpoint");
            if (wrong.isEmpty() && first != null) {
                wrong = signature(SignedNote.parse(first), key, "The earlier checkpoint");
            }
            if (wrong.isPresent()) {
                return wrong;
            }
            return first == null
                    ? checkRecord(Tree.of(signed))
                    : checkTrees(Tree.of(SignedNote.parse(first)), Tree.of(signed));
        } catch (IllegalArgumentException e) {
            return Optional.of("It can't be read: " + e.getMessage());
        }
    }

    private static Optional<String> signature(SignedNote note, Verifier key, String what) {
        if (key == null) {
            return Optional.empty();
        }
        Optional<Boolean> signed = note.isSignedBy(key);
        if (signed.isEmpty()) {
            return Optional.of(what + " is not signed by " + key.name() + ".");
        }
        return signed.get() ? Optional.empty() : Optional.of(what + " bears a wrong signature.");
    }

    private Optional<String> checkRecord(Tree tree) {
        SealedRecord sealed = record == null ? null : SealedRecord.of(record);
        if (sealed == null) {
            return Optional.of("It holds no record of a chain.");
        }
        if (!tree.origin().endsWith("/" + sealed.chainId())) {
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

    private Optional<String> checkTrees(Tree before, Tree after) {
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
            if (!node.path("note").isTextual() || node.has("record") == node.has("first")) {
                throw new IllegalArgumentException(
                        "A proof has a `note`, and a `record` or the note of an earlier checkpoint (`first`).");
            }
            List<byte[]> path = new ArrayList<>();
            node.path("path").forEach(hash -> path.add(Base64.getDecoder().decode(hash.asText())));
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
}
