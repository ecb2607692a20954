package dev.sluice.stream;

import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.domain.policy.PolicyHistory.Activation;
import dev.sluice.domain.policy.SetRules;
import dev.sluice.event.Policy;
import dev.sluice.stream.state.UnreadableStateException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy sets of a task: documents are kept until their set is whole, then it replaces the one before. That one is
 * kept until every identity has been evaluated under the new one, so that what was due before the change is decided under
 * it, also if the task moves in the middle.
 */
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

    /** The record, or the set that it completes, can't be used; the message says why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Runnable commit;

        private Refused(String message, Runnable commit) {
            super(message);
            this.commit = commit;
        }

        /** Remembers what the refusal means for the rest of the set; to be run once. */
        Runnable commit() {
            return commit;
        }
    }

    private static final int UNKNOWN = -1;
    private static final char SPOILT = 's';
    private static final int ROW_BYTES = 2 * Long.BYTES;
    private static final int ROW_NAME = 1 + Long.BYTES;
    /** The row of the set in force: its version and when it became current. */
    static final Bytes ACTIVE = Bytes.wrap("active".getBytes(StandardCharsets.UTF_8));

    private static final Bytes PREVIOUS = Bytes.wrap("previous".getBytes(StandardCharsets.UTF_8));

    /**
     * Sets kept besides the one in force. Only so many sets within one sweep go beyond it; then an identity that still
     * stands under an older one goes from there to the oldest that is kept, and what was due in between is decided then.
     */
    private static final int KEPT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(PolicySets.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final PolicyReader reader;
    private PolicyHistory history = PolicyHistory.none();

    PolicySets(KeyValueStore<Bytes, byte[]> store, PolicyReader reader) {
        this.store = store;
        this.reader = reader;
        restore();
    }

    private void restore() {
        byte[] stored = store.get(ACTIVE);
        if (stored == null) {
            return;
        }
        byte[] before = store.get(PREVIOUS);
        ByteBuffer previous = ByteBuffer.wrap(before == null ? new byte[0] : before);
        while (previous.hasRemaining()) {
            long version = previous.getLong();
            restorePrevious(version, previous.getLong());
        }
        ByteBuffer active = ByteBuffer.wrap(stored);
        long version = active.getLong();
        try {
            history = history.then(stored(version), active.getLong(), KEPT);
        } catch (IllegalArgumentException e) {
            throw new UnreadableStateException(
                    "The policy set in force (" + version + ") can't be read by this version: " + e.getMessage()
                            + " Publish one that it can read while the version before runs, then upgrade.",
                    e);
        }
    }

    /** A set that an earlier version activated and this one can't read is passed over, as one that is not kept. */
    private void restorePrevious(long version, long activatedAt) {
        try {
            history = history.then(stored(version), activatedAt, KEPT);
        } catch (IllegalArgumentException e) {
            LOG.warn("The policy set {}, which is not in force any more, can't be read.", version, e);
        }
    }

    private Policies stored(long version) {
        return reader.read(version, List.copyOf(documents(version).values()));
    }

    Policies active() {
        return history.current().policies();
    }

    /** The set in force, and those before it while not everybody was evaluated under it. */
    PolicyHistory history() {
        return history;
    }

    /** Every identity has been evaluated under the set in force: those before it are not needed any more. */
    void allEvaluated() {
        if (!history.previous().isEmpty()) {
            history = history.settled();
            store.delete(PREVIOUS);
            dropAllBut(history);
        }
    }

    /**
     * Judges a policy record. Nothing changes before {@link Taken#commit}, so that a record may be judged again when
     * what follows it failed.
     *
     * @throws Refused if it can belong to no set, or completes one that can't be read; the set in force stays
     */
    Taken take(Policy policy, long arrivedAt) throws Refused {
        long version = policy.getSetVersion();
        long active = active().setVersion();
        if (version > 0 && version <= active) {
            return new Taken(Intake.STALE, active, () -> {});
        }
        Optional<String> outOfReach = SetRules.outOfReach(version, active);
        if (outOfReach.isPresent()) {
            throw new Refused(outOfReach.get(), () -> {});
        }
        if (store.get(rowKey(SPOILT, version, "")) != null) {
            throw new Refused(SetRules.spoilt(version), () -> {});
        }
        refuse(version, SetRules.refusal(policy));
        int count = policy.getSet() == null ? count(version) : policy.getSet().getCount();
        Bytes row;
        byte[] value;
        if (policy.getSet() == null) {
            String text = policy.getDocument() == null ? "" : policy.getDocument();
            row = rowKey('d', version, policy.getKind() + "/" + policy.getId());
            value = text.getBytes(StandardCharsets.UTF_8);
        } else {
            row = rowKey('m', version, "");
            value = ByteBuffer.allocate(Integer.BYTES).putInt(count).array();
        }
        Taken kept = new Taken(Intake.KEPT, active, () -> store.put(row, value));
        if (count == UNKNOWN) {
            // While the marker is not there, those that came before are not looked through for each document of a large
            // set.
            return kept;
        }
        Map<Bytes, String> documents = documents(version);
        if (policy.getSet() == null) {
            // As the store would give it back.
            documents.put(row, new String(value, StandardCharsets.UTF_8));
        }
        if (documents.size() < count) {
            return kept;
        }
        refuse(version, SetRules.surplus(version, documents.size(), count));
        Policies next = read(version, List.copyOf(documents.values()));
        return new Taken(Intake.ACTIVATED, version, () -> {
            store.put(row, value);
            activate(next, arrivedAt);
        });
    }

    private void refuse(long version, Optional<String> why) throws Refused {
        if (why.isPresent()) {
            throw refused(version, why.get());
        }
    }

    /** A set of which a record was refused is never completed: nobody knows what it was meant to be. */
    private Refused refused(long version, String why) {
        return new Refused(why, () -> store.put(rowKey(SPOILT, version, ""), new byte[0]));
    }

    /** Whatever a reader makes of documents that anybody may have written, it must not stop the stage. */
    private Policies read(long version, List<String> documents) throws Refused {
        try {
            return reader.read(version, documents);
        } catch (IllegalArgumentException e) {
            throw refused(version, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw refused(
                    version,
                    "Set " + version + " can't be read: " + e.getClass().getSimpleName() + ".");
        }
    }

    private void activate(Policies next, long arrivedAt) {
        history = history.then(next, arrivedAt, KEPT);
        if (!history.previous().isEmpty()) {
            ByteBuffer rows = ByteBuffer.allocate(history.previous().size() * ROW_BYTES);
            history.previous().forEach(activation -> put(rows, activation));
            store.put(PREVIOUS, rows.array());
        }
        store.put(ACTIVE, put(ByteBuffer.allocate(ROW_BYTES), history.current()).array());
        dropAllBut(history);
    }

    private static ByteBuffer put(ByteBuffer row, Activation activation) {
        return row.putLong(activation.policies().setVersion()).putLong(activation.at());
    }

    private int count(long version) {
        byte[] marker = store.get(rowKey('m', version, ""));
        return marker == null ? UNKNOWN : ByteBuffer.wrap(marker).getInt();
    }

    /** Kind and id of each document of a set, in order. */
    static List<String> documentKeys(KeyValueStore<Bytes, byte[]> store, long version) {
        return documents(store, version).keySet().stream()
                .map(row -> new String(row.get(), ROW_NAME, row.get().length - ROW_NAME, StandardCharsets.UTF_8))
                .toList();
    }

    private Map<Bytes, String> documents(long version) {
        return documents(store, version);
    }

    private static Map<Bytes, String> documents(KeyValueStore<Bytes, byte[]> store, long version) {
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

    /** Drops what is older than the set in force and belongs to no set that is kept; newer ones are on their way. */
    private void dropAllBut(PolicyHistory kept) {
        long current = kept.current().policies().setVersion();
        List<Bytes> old = new ArrayList<>();
        for (char kind : new char[] {'d', 'm', SPOILT}) {
            try (KeyValueIterator<Bytes, byte[]> rows = store.range(rowKey(kind, 0, ""), rowKey(kind, current, ""))) {
                while (rows.hasNext()) {
                    Bytes key = rows.next().key;
                    long version = ByteBuffer.wrap(key.get()).getLong(1);
                    if (version < current && kept.set(version).isEmpty()) {
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
