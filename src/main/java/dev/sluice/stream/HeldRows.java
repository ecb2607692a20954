package dev.sluice.stream;

import dev.sluice.domain.brake.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
     * @param at when that was decided (ms since the epoch, event time)
     * @param eventId the control record that says so, or null
     */
    record Order(Verdict verdict, long at, String eventId) {}

    /** An identity whose hold has ended. */
    record Ended(String source, String key, Order order, Bytes row) {}

    private static final Bytes FIRST = Bytes.wrap(new byte[] {'h', 'e', 'l', 'd', '/'});
    private static final Bytes END = Bytes.wrap(new byte[] {'h', 'e', 'l', 'd', '0'});
    private static final Bytes ORDERS_FIRST = Bytes.wrap(new byte[] {'e', 'n', 'd', '/'});
    private static final Bytes ORDERS_END = Bytes.wrap(new byte[] {'e', 'n', 'd', '0'});

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, TreeMap<Place, Order>> orders = new TreeMap<>();
    private final Set<Bytes> done = new HashSet<>();
    private final Set<Bytes> finished = new HashSet<>();
    private Bytes cursor;
    private long againAt = Long.MAX_VALUE;

    HeldRows(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(ORDERS_FIRST, ORDERS_END)) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                ByteBuffer value = ByteBuffer.wrap(row.value);
                Place upTo = new Place(value.getLong(), value.getLong());
                Verdict verdict = Verdict.values()[value.get()];
                long at = value.getLong();
                byte[] eventId = new byte[value.remaining()];
                value.get(eventId);
                Order order = new Order(
                        verdict, at, eventId.length == 0 ? null : new String(eventId, StandardCharsets.UTF_8));
                orders.computeIfAbsent(sourceOf(row.key, ORDERS_FIRST), source -> new TreeMap<>())
                        .put(upTo, order);
            }
        }
        cursor = orders.isEmpty() ? null : FIRST;
    }

    /** Keeps that commands of an identity are held; stored at once, since one row too many does no harm. */
    void add(String source, String key, Place place) {
        Bytes row = row(source, key);
        done.remove(row);
        store.put(
                row,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(place.since())
                        .putLong(place.number())
                        .array());
    }

    Optional<Place> place(String source, String key) {
        Bytes row = row(source, key);
        byte[] value = done.contains(row) ? null : store.get(row);
        return Optional.ofNullable(value).map(HeldRows::place);
    }

    /** Ends the hold of all that are held up to a place. */
    void end(String source, Place upTo, Order order) {
        orders.computeIfAbsent(source, name -> new TreeMap<>()).put(upTo, order);
        byte[] eventId = order.eventId() == null ? new byte[0] : order.eventId().getBytes(StandardCharsets.UTF_8);
        Bytes row = orderRow(source, upTo);
        finished.remove(row);
        store.put(
                row,
                ByteBuffer.allocate(3 * Long.BYTES + 1 + eventId.length)
                        .putLong(upTo.since())
                        .putLong(upTo.number())
                        .put((byte) order.verdict().ordinal())
                        .putLong(order.at())
                        .put(eventId)
                        .array());
        cursor = FIRST;
    }

    boolean hasWork(long until) {
        return cursor != null || until >= againAt;
    }

    /** The next identities whose hold has ended; {@link #settled} or {@link #failed} is to be called for each. */
    List<Ended> next(int limit) {
        List<Ended> some = new ArrayList<>();
        if (cursor == null) {
            cursor = FIRST;
            againAt = Long.MAX_VALUE;
        }
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(cursor, END)) {
            while (rows.hasNext() && some.size() < limit) {
                KeyValue<Bytes, byte[]> row = rows.next();
                cursor = row.key;
                String source = sourceOf(row.key, FIRST);
                TreeMap<Place, Order> ended = orders.get(source);
                Map.Entry<Place, Order> order =
                        ended == null || done.contains(row.key) ? null : ended.ceilingEntry(place(row.value));
                if (order != null) {
                    some.add(new Ended(source, keyOf(row.key), order.getValue(), row.key));
                }
            }
            if (!rows.hasNext()) {
                cursor = null;
            }
        }
        return some;
    }

    /** All that {@link #next} gave was worked off: if it was the last of a pass in which none failed, the holds are over. */
    void passed() {
        if (cursor == null && againAt == Long.MAX_VALUE) {
            orders.forEach((source, ended) -> ended.keySet().forEach(upTo -> finished.add(orderRow(source, upTo))));
            orders.clear();
        }
    }

    void settled(Bytes row) {
        done.add(row);
    }

    /** One that could not be worked off is tried again with all others of its kind. */
    void failed(long again) {
        againAt = Math.min(againAt, again);
    }

    Bytes row(String source, String key) {
        byte[] name = source.getBytes(StandardCharsets.UTF_8);
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(FIRST.get().length + Integer.BYTES + name.length + text.length)
                .put(FIRST.get())
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

    private static Bytes orderRow(String source, Place upTo) {
        byte[] name = source.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(ORDERS_FIRST.get().length + Integer.BYTES + name.length + 2 * Long.BYTES)
                .put(ORDERS_FIRST.get())
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

    private static String sourceOf(Bytes row, Bytes prefix) {
        ByteBuffer bytes = after(row, prefix);
        byte[] name = new byte[bytes.getInt()];
        bytes.get(name);
        return new String(name, StandardCharsets.UTF_8);
    }

    private static String keyOf(Bytes row) {
        ByteBuffer bytes = after(row, FIRST);
        bytes.position(bytes.position() + Integer.BYTES + bytes.getInt(bytes.position()));
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static ByteBuffer after(Bytes row, Bytes prefix) {
        ByteBuffer bytes = ByteBuffer.wrap(row.get());
        return bytes.position(prefix.get().length);
    }
}
