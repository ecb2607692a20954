package dev.sluice.stream;

import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.IdentityImage;
import dev.sluice.stream.state.StoredIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * What a task has stored, for who asks beside it. It is as old as the task's last commit. For one thread at a time; every identity
 * that it hands out is a copy, which may be changed.
 */
public final class StoredState {
    /** The stores that are read. */
    public static final List<String> STORES =
            List.of(Names.IDENTITY_STORE, Names.ACTIVITY_STORE, Names.CORRELATION_STORE, Names.POLICY_STORE);

    /**
     * A policy set as it is stored.
     *
     * @param version the set in force; 0 for none
     * @param activatedAt since when it is (ms since the epoch); {@link Long#MIN_VALUE} for none
     */
    public record SetInForce(long version, long activatedAt) {}

    private final ReadOnlyKeyValueStore<Bytes, byte[]> identities;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> policies;
    private final IdentityCodec codec = new IdentityCodec();
    private final IdentityTable table;
    private final Activities activities;
    private final SessionRows sessions;
    private final GroupRows groups;

    /**
     * The stores of a partition.
     *
     * @param stores gives each of {@link #STORES} by its name
     */
    public StoredState(Function<String, ReadOnlyKeyValueStore<Bytes, byte[]>> stores) {
        this.identities = stores.apply(Names.IDENTITY_STORE);
        this.table = new IdentityTable(new ReadOnlyRows(identities), codec, false);
        this.policies = stores.apply(Names.POLICY_STORE);
        ReadOnlyRows activity = new ReadOnlyRows(stores.apply(Names.ACTIVITY_STORE));
        this.activities = new Activities(activity, null);
        this.sessions = new SessionRows(activity);
        // How many groups may be asked for is not asked beside the task.
        this.groups = new GroupRows(new ReadOnlyRows(stores.apply(Names.CORRELATION_STORE)), 1);
    }

    /**
     * One identity.
     *
     * @param key the identityId, or {@code account:<system>/<account>}
     * @return empty if nothing is stored under the key
     * @throws IllegalStateException if the value can't be read by this version
     */
    public Optional<StoredIdentity> identity(String key) {
        return Optional.ofNullable(table.read(key)).map(stored -> open(key, stored.image()));
    }

    /** Takes one identity after the other. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes one.
         *
         * @param key its key
         * @param stored reads it; throws IllegalStateException if its value can't be read by this version
         * @return whether to go on
         */
        boolean take(String key, Supplier<StoredIdentity> stored);
    }

    /**
     * Goes through the identities in the order of the store.
     *
     * @param after the key after which to begin; null for the first
     * @param visitor takes each
     */
    public void each(String after, Visitor visitor) {
        Bytes from = after == null ? null : bytes(after);
        try (KeyValueIterator<Bytes, byte[]> rows = identities.range(from, null)) {
            boolean on = true;
            while (on && rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (!row.key.equals(from) && IdentityTable.isIdentity(row.key)) {
                    String key = new String(row.key.get(), StandardCharsets.UTF_8);
                    on = visitor.take(key, () -> open(key, row.value));
                }
            }
        }
    }

    /** The blocks of one that is in blocks may be newer than what was seen on the way through the store. */
    private StoredIdentity open(String key, byte[] value) {
        if (!IdentityCodec.isInBlocks(value)) {
            return open(key, codec.read(key, value));
        }
        return identity(key).orElseGet(() -> StoredIdentity.fresh(key));
    }

    private StoredIdentity open(String key, IdentityImage image) {
        StoredIdentity stored = codec.open(key, image);
        stored.state().activityFrom(() -> activities.open(key));
        stored.state()
                .sessionsFrom(
                        () -> sessions.open(key, stored.state().sessionWatch().knownFrom()));
        stored.state().groupFrom(() -> groups.group(key));
        stored.state().unitFrom(() -> groups.unit(key));
        return stored;
    }

    /**
     * How many identities there are, about.
     *
     * @return as the store estimates it, which counts the blocks of identities that hold very much, too
     */
    public long approximateCount() {
        return identities.approximateNumEntries();
    }

    /**
     * Which policy set is in force; cheap.
     *
     * @return version 0 while there is none
     */
    public SetInForce setInForce() {
        byte[] active = policies.get(PolicySets.ACTIVE);
        if (active == null) {
            return new SetInForce(0, Long.MIN_VALUE);
        }
        ByteBuffer row = ByteBuffer.wrap(active);
        return new SetInForce(row.getLong(), row.getLong());
    }

    /**
     * The policies in force, and those before while not everybody was evaluated under them; all documents are read.
     *
     * @param reader reads documents
     * @return the history
     * @throws IllegalStateException if the set in force can't be read by this version
     */
    public PolicyHistory policies(PolicyReader reader) {
        return new PolicySets(new ReadOnlyRows(policies), reader).history();
    }

    /**
     * The documents of the set in force.
     *
     * @return kind and id of each, as in {@code Role/clerk}, in order
     */
    public List<String> documents() {
        return PolicySets.documentKeys(new ReadOnlyRows(policies), setInForce().version());
    }

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }
}
