package dev.sluice.cli;

import dev.sluice.audit.proof.SignedNote;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The notes that a witness keeps, a file each. What was kept once is evidence: nothing is written over it. */
final class WitnessFiles {
    private static final Pattern CHAIN = Pattern.compile("[0-9a-f-]{36}");
    private static final String SUFFIX = ".txt";

    /** A note has some hundred bytes; what is larger is none. */
    private static final int MAX_NOTE = 64 * 1024;

    private static final int MAX_PROBLEMS = 100;

    /** Origin, size, root, writer, sequence and hash; the instant in the line after them may be another one. */
    private static final int LINES_THAT_COUNT = 6;

    private final Path directory;
    private final List<Verifier> keys;
    private final List<String> problems = new ArrayList<>();
    private long written;

    /**
     * The files in a directory, which is made if it is not there.
     *
     * @param directory the directory
     * @param keys whose signatures a note needs, that of any of them; empty to take any
     */
    WitnessFiles(Path directory, List<Verifier> keys) {
        this.directory = directory;
        this.keys = List.copyOf(keys);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private CliException unwritable(IOException e) {
        return new CliException("Notes can't be written to " + directory + " (" + e.getMessage() + ").", 1, e);
    }

    /** A note that is kept, and where; without a text if it is too large for one. */
    record Kept(String note, String where) {}

    /** Reads all notes that are kept in a directory. */
    static void read(Path directory, Consumer<Kept> into) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> notes = files.filter(
                            file -> file.getFileName().toString().endsWith(SUFFIX) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
            if (notes.isEmpty()) {
                throw new CliException("There are no notes (*" + SUFFIX + ") in " + directory + ".");
            }
            for (Path note : notes) {
                boolean isTooLarge = Files.size(note) > MAX_NOTE;
                String text = isTooLarge ? null : new String(Files.readAllBytes(note), StandardCharsets.UTF_8);
                into.accept(new Kept(text, note.toString()));
            }
        } catch (IOException e) {
            throw new CliException(directory + " can't be read (" + e.getMessage() + ").", 1, e);
        }
    }

    /** Writes the note of a checkpoint, if it has one. */
    void write(AuditCheckpoint checkpoint) {
        String note = checkpoint.getNote();
        if (note == null) {
            return;
        }
        if (!CHAIN.matcher(checkpoint.getChainId()).matches() || note.length() > MAX_NOTE || !isGood(note)) {
            problem("The checkpoint of " + checkpoint.getSize() + " records of chain " + checkpoint.getChainId()
                    + " bears no note that can be kept.");
            return;
        }
        Path file = directory.resolve(checkpoint.getChainId() + "-" + checkpoint.getSize() + SUFFIX);
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, note, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
                written++;
            } else if (!Arrays.equals(told(note), told(Files.readString(file)))) {
                problem(file + " was kept, and the audit says something else now: its checkpoint has "
                        + note.lines().skip(2).findFirst().orElse("no root")
                        + " for a root. Somebody has written the audit anew.");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private boolean isGood(String note) {
        try {
            SignedNote read = SignedNote.parse(note);
            return keys.isEmpty()
                    || keys.stream().anyMatch(key -> read.isSignedBy(key).orElse(false));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String[] told(String note) {
        return note.lines().limit(LINES_THAT_COUNT).toArray(String[]::new);
    }

    private void problem(String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(text);
        }
    }

    /** What could not be kept, or is not what was kept before; the first ones of many. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** How many notes are new. */
    long written() {
        return written;
    }
}
