package dev.sluice.audit.proof;

import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import dev.sluice.fuzz.Effort;
import dev.sluice.fuzz.InputRandom;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What somebody may hand to whoever checks the audit. Any change to the records of a chain is found; any note, checkpoint, proof or key is read
 * or refused, and none that was changed is taken for signed.
 */
public final class AuditFuzz {
    private static final long PER_BYTE = 4_096;
    private static final int SIZE = 24;
    private static final ChainFixture LOG = new ChainFixture(8).write(SIZE, 1);
    private static final List<SignedNote.Verifier> KEYS = List.of(LOG.signer.verifier());
    private static final String NOTE = LOG.checkpoints.get(0).getNote();
    private static final String SCHEMA = AuditEvent.getClassSchema().toString();

    private AuditFuzz() {}

    /**
     * One input: a byte that says what is handed over, and that.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        String text = new String(rest, StandardCharsets.UTF_8);
        Effort.bounded(input.length, PER_BYTE, () -> {
            switch ((input[0] & 0xff) % 8) {
                case 0 -> changedChain(new InputRandom(rest));
                case 1 -> anyRecords(new InputRandom(rest));
                case 2 -> note(text);
                case 3 -> changedNote(new InputRandom(rest));
                case 4 -> checkpoint(new InputRandom(rest));
                case 5 ->
                    refused(AuditProof::parse, text, proof -> proof.check(KEYS).ifPresent(String::length));
                case 6 ->
                    refused(
                            SignedNote.Verifier::parse,
                            text,
                            key -> requireSame(
                                    key.text(),
                                    SignedNote.Verifier.parse(key.text()).text()));
                default -> refused(bytes -> AuditProof.decode(bytes, SCHEMA), rest, record -> record.toString());
            }
            return null;
        });
    }

    private interface Reading<A, B> {
        B read(A from);
    }

    private static <A, B> void refused(Reading<A, B> reading, A from, Consumer<B> then) {
        B read;
        try {
            read = reading.read(from);
        } catch (IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
            return;
        }
        then.accept(read);
    }

    private static void requireSame(String one, String other) {
        if (!one.equals(other)) {
            throw new AssertionError(other + " instead of " + one);
        }
    }

    /** Changed, left out, doubled, swapped or made up: if the records are others than were written, the report says so. */
    private static void changedChain(InputRandom choices) {
        List<byte[]> read = new ArrayList<>();
        LOG.records.forEach(record -> read.add(record.clone()));
        while (!choices.isUsedUp() && !read.isEmpty()) {
            int at = choices.nextInt(read.size());
            switch (choices.nextInt(6)) {
                case 0 -> {
                    byte[] record = read.get(at);
                    if (record != null && record.length > 0) {
                        record[choices.nextInt(record.length)] = (byte) choices.nextInt(256);
                    }
                }
                case 1 -> read.remove(at);
                case 2 -> read.add(choices.nextInt(read.size()), read.get(at));
                case 3 -> read.set(at, read.set(choices.nextInt(read.size()), read.get(at)));
                case 4 -> {
                    byte[] made = new byte[choices.nextInt(200)];
                    choices.nextBytes(made);
                    read.add(at, made);
                }
                default -> read.set(at, null);
            }
            if (read.size() > 4 * SIZE) {
                break;
            }
        }
        boolean same = read.size() == LOG.records.size();
        for (int i = 0; same && i < read.size(); i++) {
            same = Arrays.equals(read.get(i), LOG.records.get(i));
        }
        AuditReport report = LOG.verify(read, LOG.checkpoints);
        if (same != report.isIntact()) {
            // The schema id is before what is hashed, and says only how to read it.
            boolean onlyOtherSchema = read.size() == LOG.records.size() && onlyHeadersDiffer(read);
            if (same || !onlyOtherSchema) {
                throw new AssertionError("intact: " + report.isIntact() + ", as it was written: " + same);
            }
        }
    }

    private static boolean onlyHeadersDiffer(List<byte[]> read) {
        for (int i = 0; i < read.size(); i++) {
            byte[] one = read.get(i);
            byte[] other = LOG.records.get(i);
            boolean isSame = one != null
                    && one.length == other.length
                    && Arrays.equals(one, SealedRecord.HEADER, one.length, other, SealedRecord.HEADER, other.length);
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    private static void anyRecords(InputRandom choices) {
        List<byte[]> read = new ArrayList<>();
        while (!choices.isUsedUp() && read.size() < 50) {
            byte[] record = choices.nextInt(3) == 0
                    ? LOG.records.get(choices.nextInt(SIZE)).clone()
                    : new byte[choices.nextInt(256)];
            for (int i = 0; i < record.length && !choices.isUsedUp(); i++) {
                record[i] = (byte) choices.nextInt(256);
            }
            read.add(record);
        }
        LOG.verify(read, List.of());
    }

    private static void note(String text) {
        refused(SignedNote::parse, text, note -> {
            requireSame(note.note(), SignedNote.parse(note.note()).note());
            if (note.isSignedBy(KEYS.get(0)).orElse(false) && !NOTE.startsWith(note.text())) {
                throw new AssertionError("nobody has signed this: " + text);
            }
        });
        CheckpointBook book = new CheckpointBook(KEYS);
        book.addWitnessed(text, "a file");
        book.unreadable().forEach(defect -> requireSame(defect.where(), "a file"));
    }

    /** A note with another text is not signed, whatever was changed. */
    private static void changedNote(InputRandom choices) {
        StringBuilder changed = new StringBuilder(NOTE);
        while (!choices.isUsedUp()) {
            changed.setCharAt(choices.nextInt(changed.length()), (char) choices.nextInt(256));
        }
        refused(SignedNote::parse, changed.toString(), note -> {
            boolean isSigned = note.isSignedBy(KEYS.get(0)).orElse(false);
            if (isSigned && !note.text().equals(SignedNote.parse(NOTE).text())) {
                throw new AssertionError("nobody has signed this: " + changed);
            }
        });
    }

    private static void checkpoint(InputRandom choices) {
        AuditCheckpoint made = AuditCheckpoint.newBuilder(LOG.checkpoints.get(choices.nextInt(LOG.checkpoints.size())))
                .build();
        switch (choices.nextInt(6)) {
            case 0 -> made.setSize(choices.nextLong());
            case 1 -> made.setWriter(choices.nextInt());
            case 2 -> made.setLastSequence(choices.nextLong());
            case 3 -> made.setRootHash(some(choices));
            case 4 -> made.setFrontier(List.of(some(choices), some(choices)));
            default ->
                made.setNote(choices.nextBoolean() ? null : made.getNote().substring(choices.nextInt(80)));
        }
        CheckpointBook book = new CheckpointBook(KEYS);
        book.add(made);
        AuditReport report = ChainFixture.verify(LOG.records, 0, book, false);
        boolean same = LOG.checkpoints.contains(made);
        if (!same && report.isIntact() && report.chains().get(0).checkpoints() > 0 && made.getNote() != null) {
            throw new AssertionError("a changed checkpoint counts: " + made);
        }
    }

    private static ByteBuffer some(InputRandom choices) {
        byte[] bytes = new byte[choices.nextInt(2) == 0 ? MerkleHash.LENGTH : choices.nextInt(64)];
        choices.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        put(seeds, "changed-chain", 0, new byte[] {3, 0, 40, 7, 9, 1, 12, 2, 4});
        put(seeds, "any-records", 1, new byte[] {0, 3, 1, 2, 3, 1, 20, 0, 0, 0, 0, 1});
        put(seeds, "note", 2, NOTE.getBytes(StandardCharsets.UTF_8));
        put(seeds, "changed-note", 3, new byte[] {5, 65});
        put(seeds, "checkpoint", 4, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 9});
        AuditProof proof =
                new AuditProof(LOG.records.get(0), "\"int\"", 0, null, NOTE, List.of(new byte[MerkleHash.LENGTH]));
        put(seeds, "proof", 5, proof.json().getBytes(StandardCharsets.UTF_8));
        put(seeds, "key", 6, KEYS.get(0).text().getBytes(StandardCharsets.UTF_8));
        put(seeds, "record", 7, LOG.records.get(0));
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, int what, byte[] value) {
        byte[] seed = new byte[value.length + 1];
        seed[0] = (byte) what;
        System.arraycopy(value, 0, seed, 1, value.length);
        seeds.put(name, seed);
    }
}
