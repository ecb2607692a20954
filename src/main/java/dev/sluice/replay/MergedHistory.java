package dev.sluice.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The input files of a directory as one stream: merged by the occurredAt at their heads, each keeping its own order of
 * lines, ties in the order of the topics. A record arrives at the greatest occurredAt so far.
 *
 * <p>A record whose occurredAt no clock can show ({@link ReplayRange}) has no place in that order: it is taken as soon as
 * it is at the head of its file, arrives with what was before it, and moves nothing. The stage refuses it.
 */
public final class MergedHistory implements AutoCloseable {
    /**
     * A record and its arrival.
     *
     * @param topic the topic without prefix
     * @param key the record key, null if it names no subject
     * @param record the record
     * @param arrivedAt its arrival (ms since the epoch); zero for what comes before anything with a time
     */
    public record Entry(String topic, String key, SpecificRecordBase record, long arrivedAt) {}

    private final List<ReplayFile> files = new ArrayList<>();
    private long arrival;

    private MergedHistory() {}

    /**
     * Opens a directory.
     *
     * @param directory where the {@code <topic>.jsonl} files are; files that are not there count as empty
     * @param badLines takes lines that are no record of their topic
     * @return the stream, at its begin
     * @throws IOException if a file can't be read
     */
    static MergedHistory open(Path directory, Consumer<ReplayFile.BadLine> badLines) throws IOException {
        MergedHistory history = new MergedHistory();
        try {
            for (ReplayInput input : ReplayInput.ALL) {
                Path path = directory.resolve(input.topic() + ".jsonl");
                if (Files.exists(path)) {
                    history.files.add(new ReplayFile(input, path, badLines));
                }
            }
        } catch (IOException | RuntimeException e) {
            history.close();
            throw e;
        }
        return history;
    }

    /**
     * Opens a directory whose files are known to be good.
     *
     * @param directory where the {@code <topic>.jsonl} files are
     * @return the stream, at its begin
     * @throws IOException if a file can't be read
     * @throws IllegalStateException if a line is no record of its topic
     */
    public static MergedHistory open(Path directory) throws IOException {
        return open(directory, bad -> {
            throw new IllegalStateException(
                    bad.topic() + ".jsonl, line " + bad.line() + ", is no record of its topic: " + bad.reason());
        });
    }

    /**
     * Whether everything was taken.
     *
     * @return true at the end
     */
    public boolean isEmpty() {
        return earliest() == null;
    }

    /**
     * When the next record occurred.
     *
     * @return ms since the epoch; the arrival of the record before it if its own time is out of range
     */
    public long nextOccurredAt() {
        return earliest().headOccurredAt().orElse(arrival);
    }

    /**
     * Takes the next record.
     *
     * @return the record
     */
    public Entry next() {
        ReplayFile file = earliest();
        SpecificRecordBase record = file.head();
        arrival = Math.max(arrival, file.headOccurredAt().orElse(0));
        Entry entry = new Entry(file.input().topic(), file.input().key().apply(record), record, arrival);
        file.advance();
        return entry;
    }

    private ReplayFile earliest() {
        ReplayFile earliest = null;
        long least = Long.MAX_VALUE;
        for (ReplayFile file : files) {
            if (file.head() != null) {
                long at = file.headOccurredAt().orElse(Long.MIN_VALUE);
                if (earliest == null || at < least) {
                    earliest = file;
                    least = at;
                }
            }
        }
        return earliest;
    }

    @Override
    public void close() throws IOException {
        for (ReplayFile file : files) {
            file.close();
        }
    }
}
