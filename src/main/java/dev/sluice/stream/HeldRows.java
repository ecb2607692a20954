package dev.sluice.stream;

import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Of which identities the brake holds commands, by source, so that the end of a hold need not look at everybody; and which
 * holds have ended whose identities are still to be worked off.
 */
final class HeldRows {
    /**
     * The place of a held identity in the order of counting.
     *
     * @param since the release since which was counted
     * @param number the number of the count
     */
    record Place(long since, long number) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return since != other.since ? Long.compare(since, other.since) : Long.compare(number, other.number);
        }
    }

    /**
     * What is to be done with all that are held up to a place.
     *
     * @param verdict FREE or DISCARDED
     * @param only what was announced so; null for all
     * @param at when that was decided (ms since the epoch, event time)
     * @param eventId the control record that says so, or null
     */
    record Order(Verdict verdict, Kind only, long at, String eventId) {}

    /** An identity whose hold has ended. */
    record Ended(String source, String key, Order order, Bytes row) {}

    private static final byte[] HELD = "held/".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ENDED = "end/".getBytes(StandardCharsets.UTF_8);

    private static final int ALL = -1;

    /** Rows that are looked at for one that is to be worked off. */
    private static final int LOOKS = 10;

    private final KeyValueStore<Bytes, byte[]> store;
    private final TreeMap<String, TreeMap<Place, Order>> orders = new TreeMap<>();
    private final Map<String, Integer> rows = new HashMap<>();
    private final Set<Bytes> done = new HashSet<>();
    private final Set<Bytes> finished = new HashSet<>();
    private String source;
    private Bytes cursor;
    private boolean working;
    private long againAt = Long.MAX_VALUE;

    HeldRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        each(HELD, row -> rows.merge(sourceOf(row.key, HELD), 1, Integer::sum));
        each(ENDED, row -> {
            ByteBuffer value = ByteBuffer.wrap(row.value);
            Place upTo = new Place(value.getLong(), value.getLong());
            Verdict verdict = Verdict.values()[value.get()];
            int only = value.get();
            long at = value.getLong();
            String eventId = StandardCharsets.UTF_8.decode(value).toString();
            orders.computeIfAbsent(sourceOf(row.key, ENDED), name -> new TreeMap<>())
                    .put(
                            upTo,
                            new Order(
                                    verdict,
                                    only == ALL ? null : Kind.values()[only],
                                    at,
                                    eventId.isEmpty() ? null : eventId));
        });
        lookAgain();
    }

    private void each(byte[] prefix, Consumer<KeyValue<Bytes, byte[]>> reader) {
        try (KeyValueIterator<Bytes, byte[]> all = store.range(Bytes.wrap(prefix), Prefixes.endOf(prefix))) {
            all.forEachRemaining(reader);
        }
    }

    /** Whether anything of a source is held here. */
    boolean holds(String of) {
        return rows.getOrDefault(of, 0) > 0;
    }

    /** Of how many identities anything is held here, counted once for each source. */
    long count() {
        long count = 0;
        for (int of : rows.values()) {
            count += of;
        }
        return count;
    }

    /** Keeps that commands of an identity are held; stored at once, since one row too many does no harm. */
    void add(String of, String key, Place place) {
        Bytes row = row(of, key);
        if (done.remove(row) || store.get(row) == null) {
            rows.merge(of, 1, Integer::sum);
        }
        store.put(
                row,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(place.since())
                        .putLong(place.number())
                        .array());
    }

    /** Ends the hold of all that are held up to a place. */
    void end(String of, Place upTo, Order order) {
        orders.computeIfAbsent(of, name -> new TreeMap<>()).put(upTo, order);
        byte[] eventId = order.eventId() == null ? new byte[0] : order.eventId().getBytes(StandardCharsets.UTF_8);
        Bytes row = orderRow(of, upTo);
        finished.remove(row);
        store.put(
                row,
                ByteBuffer.allocate(3 * Long.BYTES + 2 + eventId.length)
                        .putLong(upTo.since())
                        .putLong(upTo.number())
                        .put((byte) order.verdict().ordinal())
                        .put((byte) (order.only() == null ? ALL : order.only().ordinal()))
                        .putLong(order.at())
                        .put(eventId)
                        .array());
        lookAgain();
    }

    boolean hasWork(long until) {
        return working || until >= againAt;
    }

    /** Begins again with the first row: some of those that {@link #next} gave were not worked off, or more are to be. */
    void lookAgain() {
        working = !orders.isEmpty();
        source = null;
        cursor = null;
        againAt = Long.MAX_VALUE;
    }

    /**
     * The next identities whose hold has ended. {@link #settled} or {@link #failed} is to be called for each, or {@link
     * #lookAgain}, and then {@link #passed}.
     */
    List<Ended> next(int limit) {
        if (!working) {
            lookAgain();
        }
        List<Ended> some = new ArrayList<>();
        int looks = LOOKS * limit;
        while (working && some.size() < limit && looks > 0) {
            if (source == null) {
                source = orders.isEmpty() ? null : orders.firstKey();
                working = source != null;
            } else {
                looks -= nextOf(some, limit, looks);
            }
        }
        return some;
    }

    private int nextOf(List<Ended> some, int limit, int looks) {
        byte[] prefix = row(source, "").get();
        int looked = 0;
        try (KeyValueIterator<Bytes, byte[]> all =
                store.range(cursor == null ? Bytes.wrap(prefix) : cursor, afterAll(prefix))) {
            while (all.hasNext() && some.size() < limit && looked < looks) {
                KeyValue<Bytes, byte[]> row = all.next();
                looked++;
                if (row.key.equals(cursor)) {
                    continue;
                }
                cursor = row.key;
                Map.Entry<Place, Order> order =
                        done.contains(row.key) ? null : orders.get(source).ceilingEntry(place(row.value));
                if (order != null) {
                    some.add(new Ended(source, keyOf(row.key), order.getValue(), row.key));
                }
            }
            if (!all.hasNext()) {
                source = orders.higherKey(source);
                cursor = null;
                working = source != null;
            }
        }
        return Math.max(1, looked);
    }

    /** No key begins with a byte as great as that. */
    private static Bytes afterAll(byte[] prefix) {
        byte[] end = Arrays.copyOf(prefix, prefix.length + 1);
        end[prefix.length] = (byte) 0xff;
        return Bytes.wrap(end);
    }

    /** If it was the last of a pass in which none failed, the holds are over. */
    void passed() {
        if (!working && againAt == Long.MAX_VALUE) {
            orders.forEach((of, ended) -> ended.keySet().forEach(upTo -> finished.add(orderRow(of, upTo))));
            orders.clear();
        }
    }

    void settled(String of, Bytes row) {
        if (store.get(row) != null && done.add(row)) {
            rows.merge(of, -1, Integer::sum);
        }
    }

    /** One that could not be worked off is tried again with all others of its kind. */
    void failed(long again) {
        againAt = Math.min(againAt, again);
    }

    Bytes row(String of, String key) {
        byte[] name = of.getBytes(StandardCharsets.UTF_8);
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(HELD.length + Integer.BYTES + name.length + text.length)
                .put(HELD)
                .putInt(name.length)
                .put(name)
                .put(text)
                .array());
    }

    /** Rows go only when the identities that they speak of are stored: nobody would look for them again. */
    void save() {
        done.forEach(store::delete);
        done.clear();
        finished.forEach(store::delete);
        finished.clear();
    }

    private static Bytes orderRow(String of, Place upTo) {
        byte[] name = of.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(ENDED.length + Integer.BYTES + name.length + 2 * Long.BYTES)
                .put(ENDED)
                .putInt(name.length)
                .put(name)
                .putLong(upTo.since())
                .putLong(upTo.number())
                .array());
    }

    private static Place place(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new Place(bytes.getLong(), bytes.getLong());
    }

    private static String sourceOf(Bytes row, byte[] prefix) {
        ByteBuffer bytes = ByteBuffer.wrap(row.get()).position(prefix.length);
        byte[] name = new byte[bytes.getInt()];
        bytes.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static String keyOf(Bytes row) {
        ByteBuffer bytes = ByteBuffer.wrap(row.get()).position(HELD.length);
        bytes.position(bytes.position() + Integer.BYTES + bytes.getInt(bytes.position()));
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
