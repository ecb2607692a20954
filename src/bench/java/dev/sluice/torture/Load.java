package dev.sluice.torture;

import dev.sluice.domain.policy.Settings;
import dev.sluice.event.Header;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.replay.MergedHistory;
import dev.sluice.torture.oracle.Fed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is fed: the history of a generated organisation, of which a seed delays some events behind later ones, sends some twice, and
 * puts poison in between.
 */
final class Load {
    /** How long ids are remembered: the load's policies say nothing of it. */
    static final Duration DEDUPE = Settings.DEFAULTS.dedupe();

    /** So long ago that the wall clock is beyond all that the history leads to. */
    private static final Instant START = Instant.parse("2023-01-02T00:00:00Z");

    private static final int MONTHS = 9;

    /** Events that a person of the generator makes in that time, about. */
    private static final int EVENTS_EACH = 80;

    private static final double OUT_OF_ORDER = 0.05;
    private static final double TWICE = 0.02;
    private static final double POISON = 0.015;
    private static final int FARTHEST = 200;
    private static final Duration REMEMBERED = Duration.ofDays(3);

    private final Path history;
    private final List<Item> items;

    private Load(Path history, List<Item> items) {
        this.history = history;
        this.items = items;
    }

    /**
     * Makes a history and what is fed of it.
     *
     * @param seed decides all of it
     * @param events how many events there are, about
     * @param directory where the history is written; absent
     * @param prefix of the topics
     * @param serializer writes the events
     */
    static Load make(long seed, int events, Path directory, String prefix, AvroSerializer<SpecificRecord> serializer)
            throws IOException {
        int people = Math.max(20, events / EVENTS_EACH);
        HistoryFiles.write(new GeneratorSettings(seed, people, MONTHS, START), directory);
        List<Item> history = new ArrayList<>();
        try (MergedHistory entries = MergedHistory.open(directory)) {
            while (!entries.isEmpty()) {
                MergedHistory.Entry entry = entries.next();
                String topic = prefix + entry.topic();
                Header header = (Header) entry.record().get("header");
                history.add(new Item(
                        topic,
                        entry.key().getBytes(StandardCharsets.UTF_8),
                        serializer.serialize(topic, entry.record()),
                        entry.arrivedAt(),
                        Fed.Sort.EVENT,
                        header.getSource() + "/" + header.getEventId()));
            }
        }
        Random random = new Random(seed ^ 0x10AD);
        return new Load(directory, disturbed(history, random, new Poison(random, prefix, serializer)));
    }

    private record Placed(long place, int number, Item item) implements Comparable<Placed> {
        @Override
        public int compareTo(Placed other) {
            return place != other.place ? Long.compare(place, other.place) : Integer.compare(number, other.number);
        }
    }

    /** Each goes to its place or a later one; what it arrives with is never less than what arrived before. */
    private static List<Item> disturbed(List<Item> history, Random random, Poison poison) {
        PriorityQueue<Placed> queue = new PriorityQueue<>();
        int number = 0;
        for (int i = 0; i < history.size(); i++) {
            Item item = history.get(i);
            long place = i + (random.nextDouble() < OUT_OF_ORDER ? 1 + random.nextInt(FARTHEST) : 0);
            queue.add(new Placed(place, number++, item));
            if (random.nextDouble() < TWICE) {
                queue.add(new Placed(again(history, place, random), number++, item.as(Fed.Sort.DUPLICATE)));
            }
            if (random.nextDouble() < POISON) {
                queue.add(new Placed(i, number++, poison.beside(item)));
            }
        }
        List<Item> items = new ArrayList<>(queue.size());
        long arrival = 0;
        for (Placed next = queue.poll(); next != null; next = queue.poll()) {
            arrival = Math.max(arrival, next.item().arrivedAt());
            items.add(next.item().at(arrival));
        }
        return items;
    }

    /** Where an event comes once more: while it is still remembered, which it is for a week of arrivals. */
    private static long again(List<Item> history, long place, Random random) {
        long distance = 1 + random.nextInt(FARTHEST);
        while (distance > 1 && arrival(history, place + distance) - arrival(history, place) > REMEMBERED.toMillis()) {
            distance /= 2;
        }
        return place + distance;
    }

    private static long arrival(List<Item> history, long place) {
        return history.get((int) Math.min(place, history.size() - 1)).arrivedAt();
    }

    /** The directory of the history, with its policies. */
    Path history() {
        return history;
    }

    /** In the order in which they are sent. */
    List<Item> items() {
        return items;
    }
}
