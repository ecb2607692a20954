package dev.sluice.stream;

import dev.sluice.domain.identity.FeedRun;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The completed runs of the feeds that list everybody: those of which it is still to be looked whom they miss, and the last ones. */
final class FeedRuns {
    /** Runs of a source that are remembered after everybody was looked at, for listings that arrive late. */
    private static final int KEPT = 8;

    private static final String PREFIX = "feed/";
    private static final int VERSION = 1;

    /**
     * A completed run.
     *
     * @param run the run
     * @param completedAt when it was completed, in event time (ms since the epoch)
     * @param arrivedAt when that was heard (ms since the epoch)
     * @param eventId the control record that says so
     * @param dueAt when it is to be looked whom it misses (ms since the epoch); {@link Long#MAX_VALUE} once that is done
     */
    record Completed(String source, FeedRun run, long completedAt, long arrivedAt, String eventId, long dueAt) {
        Completed due(long at) {
            return new Completed(source, run, completedAt, arrivedAt, eventId, at);
        }

        boolean isDone() {
            return dueAt == Long.MAX_VALUE;
        }
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, List<Completed>> bySource = new TreeMap<>();
    private final Map<String, List<Completed>> unsaved = new TreeMap<>();
    private long earliest = Long.MAX_VALUE;

    FeedRuns(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(name(PREFIX), Prefixes.endOf(PREFIX))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                String source = new String(row.key.get(), StandardCharsets.UTF_8).substring(PREFIX.length());
                bySource.put(source, read(source, row.value));
            }
        }
        lookForEarliest();
    }

    /** Keeps a run; at once, as it comes only once. A run that is known already stays as it is. */
    void complete(Completed completed) {
        List<Completed> runs = bySource.computeIfAbsent(completed.source(), source -> new ArrayList<>());
        if (runs.stream().anyMatch(known -> known.run().equals(completed.run()))) {
            return;
        }
        runs.add(completed);
        runs.sort(Comparator.comparing(Completed::run));
        Optional<Completed> oldest = runs.stream().filter(Completed::isDone).findFirst();
        if (runs.size() > KEPT && oldest.isPresent()) {
            runs.remove(oldest.get());
        }
        store.put(name(PREFIX + completed.source()), write(runs));
        lookForEarliest();
    }

    boolean isDue(long until) {
        return earliest != Long.MAX_VALUE && earliest <= until;
    }

    /** The run whose people are to be looked at first. */
    Completed next() {
        return bySource.values().stream()
                .flatMap(List::stream)
                .min(Comparator.comparingLong(Completed::dueAt))
                .orElseThrow();
    }

    /** Notes when a run is to be looked at again, or never; stored with the identities that were. */
    void lookAgain(Completed completed, long at) {
        List<Completed> runs = bySource.get(completed.source());
        runs.replaceAll(run -> run.run().equals(completed.run()) ? run.due(at) : run);
        unsaved.put(completed.source(), runs);
        lookForEarliest();
    }

    /**
     * The runs that started after an instant, and of which it is looked or was looked whom they miss: who is heard of now may have
     * been passed over.
     *
     * @param until until when those that are due are looked at (ms since the epoch)
     */
    List<Completed> lookedAtAfter(String source, long at, long until) {
        return bySource.getOrDefault(source, List.of()).stream()
                .filter(run ->
                        (run.isDone() || run.dueAt() <= until) && run.run().startedAt() > at)
                .toList();
    }

    /** Somebody takes what a source said until an instant for a mistake: its runs that nobody was missed by yet are forgotten. */
    void discard(String source, long until) {
        List<Completed> runs = bySource.get(source);
        if (runs != null && runs.removeIf(run -> !run.isDone() && run.completedAt() <= until)) {
            store.put(name(PREFIX + source), write(runs));
            lookForEarliest();
        }
    }

    void save() {
        unsaved.forEach((source, runs) -> store.put(name(PREFIX + source), write(runs)));
        unsaved.clear();
    }

    private void lookForEarliest() {
        earliest = bySource.values().stream()
                .flatMap(List::stream)
                .mapToLong(Completed::dueAt)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    static byte[] write(List<Completed> runs) {
        return VersionedBytes.write(VERSION, out -> {
            out.writeInt(runs.size());
            for (Completed run : runs) {
                out.writeLong(run.run().startedAt());
                out.writeUTF(run.run().feedId());
                out.writeLong(run.completedAt());
                out.writeLong(run.arrivedAt());
                out.writeUTF(run.eventId());
                out.writeLong(run.dueAt());
            }
        });
    }

    static List<Completed> read(String source, byte[] value) {
        return VersionedBytes.read("The list of feed runs of " + source, VERSION, value, in -> {
            List<Completed> runs = new ArrayList<>();
            for (int i = VersionedBytes.count(in); i > 0; i--) {
                FeedRun run = new FeedRun(in.readLong(), in.readUTF());
                runs.add(new Completed(source, run, in.readLong(), in.readLong(), in.readUTF(), in.readLong()));
            }
            return runs;
        });
    }

    private static Bytes name(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
