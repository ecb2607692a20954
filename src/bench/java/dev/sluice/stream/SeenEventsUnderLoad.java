package dev.sluice.stream;

import dev.sluice.domain.EventView;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The stage's deduplication over a store on disk without a changelog, which holds a steady number of events: each new one
 * pays its share of the commits and of the sweep that takes an old one out.
 */
public final class SeenEventsUnderLoad implements AutoCloseable {
    private static final int IDENTITIES = 4_096;
    private static final int IDS = 65_536;
    private static final int EVENTS_PER_COMMIT = 10_000;

    private final Path dir;
    private final KeyValueStore<Bytes, byte[]> store;
    private final SeenEvents seen;
    private final String[] identities =
            IntStream.range(0, IDENTITIES).mapToObj(i -> "E" + (100_000 + i)).toArray(String[]::new);
    private final String[] ids = IntStream.range(0, IDS)
            .mapToObj(i -> new UUID(i * 0x9e3779b97f4a7c15L, ~i * 0xbf58476d1ce4e5b9L).toString())
            .toArray(String[]::new);
    private final int held;
    private final IdentityEvent event;
    private long written;
    private long read;

    /**
     * Fills the store.
     *
     * @param held how many events are remembered
     */
    public SeenEventsUnderLoad(int held) {
        this.held = held;
        try {
            dir = Files.createTempDirectory("sluice-seen");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        event = new IdentityEvent();
        event.setHeader(new Header());
        event.getHeader().setSource("workday-prod");
        event.setSubject(new Subject());
        Properties properties = new Properties();
        properties.put("application.id", "bench");
        properties.put("bootstrap.servers", "unused:9092");
        var context = new MockProcessorContext<>(properties, new TaskId(0, 0), dir.toFile());
        store = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(Names.SEEN_EVENT_STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        seen = new SeenEvents(store);
        while (written < held) {
            takeNew();
        }
    }

    /** Looks for a new event and remembers it. */
    public void takeNew() {
        EventView view = event(written);
        if (seen.look(view, written) != SeenEvents.Verdict.NEW) {
            throw new IllegalStateException("Not new: " + view);
        }
        seen.remember(view, written, written);
        seen.sweep(written - held);
        written++;
        if (written % EVENTS_PER_COMMIT == 0) {
            seen.flush();
        }
    }

    /** Looks for an event that was seen, in the order in which they were. */
    public void takeRepeated() {
        long number = written - 1 - held / 2 + read++ % (held / 2);
        EventView view = event(number);
        if (seen.look(view, number) != SeenEvents.Verdict.DUPLICATE) {
            throw new IllegalStateException("Not known: " + view);
        }
    }

    /**
     * Hashes an event.
     *
     * @return some of the hash
     */
    public long hash() {
        return EventHash.of(event(written++)).low();
    }

    /** Rebuilds the table from the store, as a task does that starts. */
    public void rebuild() {
        seen.flush();
        new SeenEvents(store);
    }

    private EventView event(long number) {
        event.getSubject().setIdentityId(identities[(int) (number / IDS % IDENTITIES)]);
        event.getHeader().setEventId(ids[(int) (number % IDS)]);
        return EventView.of(event);
    }

    @Override
    public void close() {
        store.close();
        try (Stream<Path> files = Files.walk(dir)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
