package dev.sluice.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files, one at a time for each partition, a record a line. What was handed over is confirmed when it is on the disk. A
 * file is finished by size or age; only the one that is written to ends in {@code .open}.
 */
final class FileTarget implements Target {
    private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);

    /** How often files are looked for that others have left. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final LineFiles files;
    private final Limits limits;
    private final InstantSource clock;
    private final Map<TopicPartition, LineFiles.Open> open = new HashMap<>();
    private Instant lookedAt;
    private int confirmed;

    /**
     * When a file is finished.
     *
     * @param bytes its size
     * @param age its age
     */
    record Limits(long bytes, Duration age) {}

    FileTarget(LineFiles files, Limits limits, InstantSource clock) {
        this.files = files;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void open() throws Unavailable {
        try {
            files.prepare();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    @Override
    public void send(List<Outgoing> records) throws Unavailable {
        try {
            Map<TopicPartition, List<Outgoing>> byPartition = new HashMap<>();
            for (Outgoing each : records) {
                byPartition
                        .computeIfAbsent(
                                new TopicPartition(
                                        each.message().topic(), each.message().partition()),
                                partition -> new ArrayList<>())
                        .add(each);
            }
            for (Map.Entry<TopicPartition, List<Outgoing>> each : byPartition.entrySet()) {
                append(each.getKey(), each.getValue());
            }
            confirmed += records.size();
        } catch (IOException | UncheckedIOException e) {
            throw unwritable(e);
        }
    }

    private Unavailable unwritable(Exception e) {
        return new Unavailable(
                "The files in " + files.directory() + " can't be written (" + e + "); check space and rights.", e);
    }

    private void append(TopicPartition partition, List<Outgoing> records) throws IOException {
        LineFiles.Open file = open.get(partition);
        if (file != null && finished(file)) {
            file.finish();
            open.remove(partition);
            file = null;
        }
        if (file == null) {
            file = files.open(partition, records.get(0).message().offset(), clock.instant());
            open.put(partition, file);
        }
        file.append(records.stream().map(Outgoing::bytes).toList());
    }

    private boolean finished(LineFiles.Open file) {
        return file.size() >= limits.bytes()
                || !clock.instant().isBefore(file.since().plus(limits.age()));
    }

    @Override
    public int confirmed(boolean hurry) throws Unavailable {
        finishOld();
        if (hurry) {
            // Whoever gets a partition next, perhaps on this host, goes on with its file.
            closeAll();
        }
        int now = confirmed;
        confirmed = 0;
        return now;
    }

    /** Also of partitions that are quiet or gone, so that whoever collects finished files gets them. */
    private void finishOld() throws Unavailable {
        finishOwn();
        Instant now = clock.instant();
        if (lookedAt != null && now.isBefore(lookedAt.plus(LOOK_EVERY))) {
            return;
        }
        lookedAt = now;
        try {
            files.finishLeft(now.minus(limits.age()));
        } catch (IOException e) {
            throw new Unavailable("A file that was left can't be finished (" + e.getMessage() + ").", e);
        }
    }

    private void finishOwn() throws Unavailable {
        for (TopicPartition partition : Set.copyOf(open.keySet())) {
            LineFiles.Open file = open.get(partition);
            if (finished(file)) {
                open.remove(partition);
                try {
                    file.finish();
                } catch (IOException e) {
                    throw new Unavailable("A file can't be finished (" + e.getMessage() + ").", e);
                }
            }
        }
    }

    @Override
    public void reset() {
        confirmed = 0;
        close();
    }

    /** Files that are not finished are gone on with by whoever opens them next. */
    @Override
    public void close() {
        closeAll();
    }

    private void closeAll() {
        for (LineFiles.Open file : open.values()) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("A file could not be closed: {}", e.getMessage());
            }
        }
        open.clear();
    }
}
