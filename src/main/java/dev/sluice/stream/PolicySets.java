package dev.sluice.stream;

import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Policy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The policy sets of a task: documents are kept until their set is whole, then it replaces the one before. */
final class PolicySets {
    /** What came of a policy record. */
    enum Intake {
        /** Kept until its set is whole. */
        KEPT,
        /** It completed its set, which is now in force. */
        ACTIVATED,
        /** It belongs to a set that is not newer than the one in force. */
        STALE
    }

    /**
     * What is to be done with a policy record.
     *
     * @param intake what comes of it
     * @param setVersion the version in force afterwards
     * @param commit does it; to be run once
     */
    record Taken(Intake intake, long setVersion, Runnable commit) {}

    private static final int UNKNOWN = -1;
    private static final Bytes ACTIVE = Bytes.wrap("active".getBytes(StandardCharsets.UTF_8));

    private final KeyValueStore<Bytes, byte[]> store;
    private final PolicyReader reader;
    private Policies active = Policies.none();
    private long activatedAt = Long.MIN_VALUE;

    PolicySets(KeyValueStore<Bytes, byte[]> store, PolicyReader reader) {
        this.store = store;
        this.reader = reader;
        byte[] stored = store.get(ACTIVE);
        if (stored != null) {
            ByteBuffer values = ByteBuffer.wrap(stored);
            long version = values.getLong();
            activatedAt = values.getLong();
            active = reader.read(version, List.copyOf(documents(version).values()));
        }
    }

    Policies active() {
        return active;
    }

    long activatedAt() {
        return activatedAt;
    }

    /**
     * Judges a policy record. Nothing changes before {@link Taken#commit}, so that a record may be judged again when
     * what follows it failed.
     *
     * @throws IllegalArgumentException if it completes a set that can't be read; the set in force stays
     */
    Taken take(Policy policy, long arrivedAt) {
        long version = policy.getSetVersion();
        if (version <= active.setVersion()) {
            return new Taken(Intake.STALE, active.setVersion(), () -> {});
        }
        Map<Bytes, String> documents = documents(version);
        int count = count(version);
        Bytes row;
        byte[] value;
        if (policy.getSet() == null) {
            String text = policy.getDocument() == null ? "" : policy.getDocument();
            row = rowKey('d', version, policy.getKind() + "/" + policy.getId());
            value = text.getBytes(StandardCharsets.UTF_8);
            documents.put(row, text);
        } else {
            row = rowKey('m', version, "");
            count = policy.getSet().getCount();
            value = ByteBuffer.allocate(Integer.BYTES).putInt(count).array();
        }
        if (count == UNKNOWN || documents.size() < count) {
            return new Taken(Intake.KEPT, active.setVersion(), () -> store.put(row, value));
        }
        Policies next = reader.read(version, List.copyOf(documents.values()));
        return new Taken(Intake.ACTIVATED, version, () -> {
            store.put(row, value);
            activate(next, version, arrivedAt);
        });
    }

    private void activate(Policies next, long version, long arrivedAt) {
        store.put(
                ACTIVE,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(version)
                        .putLong(arrivedAt)
                        .array());
        dropBefore(version);
        active = next;
        activatedAt = arrivedAt;
    }

    private int count(long version) {
        byte[] marker = store.get(rowKey('m', version, ""));
        return marker == null ? UNKNOWN : ByteBuffer.wrap(marker).getInt();
    }

    private Map<Bytes, String> documents(long version) {
        Map<Bytes, String> documents = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> rows =
                store.range(rowKey('d', version, ""), rowKey('d', version + 1, ""))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (ByteBuffer.wrap(row.key.get()).getLong(1) == version) {
                    documents.put(row.key, new String(row.value, StandardCharsets.UTF_8));
                }
            }
        }
        return documents;
    }

    private void dropBefore(long version) {
        List<Bytes> old = new ArrayList<>();
        for (char kind : new char[] {'d', 'm'}) {
            try (KeyValueIterator<Bytes, byte[]> rows = store.range(rowKey(kind, 0, ""), rowKey(kind, version, ""))) {
                while (rows.hasNext()) {
                    Bytes key = rows.next().key;
                    if (ByteBuffer.wrap(key.get()).getLong(1) < version) {
                        old.add(key);
                    }
                }
            }
        }
        old.forEach(store::delete);
    }

    private static Bytes rowKey(char kind, long version, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES + text.length)
                .put((byte) kind)
                .putLong(version)
                .put(text)
                .array());
    }
}
