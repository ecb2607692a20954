package dev.sluice.stream;

import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** Stores of seen events, and what is in them. */
final class SeenStores {
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** What was asked of a store. */
    static final class Calls {
        private final Map<String, Integer> counts = new HashMap<>();
        private int writesLeft = Integer.MAX_VALUE;

        void failAfterWrites(int writes) {
            writesLeft = writes;
        }

        int of(String method) {
            return counts.getOrDefault(method, 0);
        }

        int all() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        private void count(String method) {
            if (method.equals("put") || method.equals("delete")) {
                if (writesLeft-- == 0) {
                    throw new Crash();
                }
            }
            counts.merge(method, 1, Integer::sum);
        }
    }

    private SeenStores() {}

    static KeyValueStore<Bytes, byte[]> inMemory() {
        return store(Stores.inMemoryKeyValueStore(Names.SEEN_EVENT_STORE), Path.of("unused"));
    }

    static KeyValueStore<Bytes, byte[]> onDisk(Path dir) {
        return store(Stores.persistentKeyValueStore(Names.SEEN_EVENT_STORE), dir);
    }

    private static KeyValueStore<Bytes, byte[]> store(KeyValueBytesStoreSupplier supplier, Path dir) {
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        var context = new MockProcessorContext<>(properties, new TaskId(0, 0), dir.toFile());
        KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    /** The same store, for somebody whose calls are counted and may fail. */
    @SuppressWarnings("unchecked") // a proxy of one interface
    static KeyValueStore<Bytes, byte[]> watched(KeyValueStore<Bytes, byte[]> store, Calls calls) {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                SeenStores.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, arguments) -> {
                    calls.count(method.getName());
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    static List<KeyValue<Bytes, byte[]>> rows(KeyValueStore<Bytes, byte[]> store) {
        List<KeyValue<Bytes, byte[]>> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(rows::add);
        }
        return rows;
    }

    static EventView event(String topic, String subject, String source, String eventId) {
        boolean account = subject.startsWith("account:");
        String[] parts = subject.split("[:/]", 3);
        AccessEvent event = Events.access(
                Events.header(eventId, source, null, 1),
                account ? null : subject,
                AccessAction.ACCOUNT_CREATED,
                account ? Events.account(parts[1], parts[2]) : null);
        return new EventView(
                Category.ofTopic(topic),
                event.getHeader(),
                event.getSubject(),
                event.getAction().name(),
                event,
                subject);
    }

    /** Rows as earlier versions wrote them; the content's hash and the arrival are the row's number. */
    static void putOldRows(KeyValueStore<Bytes, byte[]> store, int count, long arrivedFrom) {
        for (int i = 0; i < count; i++) {
            EventView event = oldEvent(i);
            String key = String.join(
                    "\u001f",
                    event.category().topic(),
                    event.subjectKey(),
                    event.header().getSource(),
                    event.header().getEventId());
            byte[] value = ByteBuffer.allocate(17)
                    .put((byte) (isOfFormat1(i) ? 1 : 2))
                    .putLong(arrivedFrom + i)
                    .putLong(i)
                    .array();
            store.put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), value);
        }
    }

    static EventView oldEvent(int i) {
        return i % 2 == 0
                ? event("identity", "Ä" + i % 7, "wörk", "日" + i)
                : event("access", "account:sap/U" + i % 7, "okta", "o" + i);
    }

    static boolean isOfFormat1(int i) {
        return i % 3 == 0;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
