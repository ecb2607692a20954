package dev.sluice.stream;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.group.Group;
import dev.sluice.domain.group.GroupFacts;
import dev.sluice.domain.group.GroupQuota;
import dev.sluice.domain.group.Unit;
import dev.sluice.domain.group.UnitBearers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Units and groups at home in a task, beside whose accounts are. Who is of a unit has a row of its own, so that the cost does not grow with
 * the unit; what was said last of who is no longer stays, since a task that died may be said to have said something before.
 */
final class GroupRows {
    private static final String FACTS = "g/";
    private static final String BEARER = "u/";
    private static final String FORMER = "v/";
    private static final String ADMITTED = "q/";
    private static final String TELLER = "r/";

    /** In no key. */
    private static final char END = '\0';

    private static final int SLACK = 8;

    private final KeyValueStore<Bytes, byte[]> store;
    private final int partitions;
    private final Map<String, Integer> admitted = new HashMap<>();

    GroupRows(KeyValueStore<Bytes, byte[]> store, int partitions) {
        this.store = store;
        this.partitions = partitions;
    }

    /**
     * The groups of a system that may be asked for in one task: twice its part, as keys are not spread evenly, and some more where parts are
     * small.
     */
    static int share(int limit, int partitions) {
        long part = (2L * limit + partitions - 1) / partitions;
        return (int) Math.min(limit, part + SLACK);
    }

    Group group(String key) {
        String system = SubjectKeys.systemOfGroup(key);
        GroupQuota quota = new GroupQuota() {
            @Override
            public boolean hasRoom(int limit) {
                return admitted(system) < share(limit, partitions);
            }

            @Override
            public boolean isTold() {
                return store.get(bytes(TELLER + system)) != null;
            }
        };
        byte[] bytes = store.get(bytes(FACTS + key));
        return bytes == null ? Group.unknown(quota) : GroupFormat.group(bytes, quota);
    }

    Unit unit(String key) {
        byte[] bytes = store.get(bytes(FACTS + key));
        return new Unit(bytes == null ? GroupFacts.NONE : GroupFormat.facts(bytes), new Bearers(key));
    }

    /** Encodes what has changed of a unit or group, so that a failure leaves everything as it was; to be run on commit. */
    Runnable encode(IdentityState state) {
        return SubjectKeys.isUnit(state.key()) ? encode(state.key(), state.unit()) : encode(state.key(), state.group());
    }

    private Runnable encode(String key, Unit unit) {
        byte[] facts = unit.isChanged() ? GroupFormat.bytes(unit.facts()) : null;
        Runnable bearers = unit.bearers() instanceof Bearers stored ? stored.encode() : () -> {};
        return () -> {
            if (facts != null) {
                store.put(bytes(FACTS + key), facts);
            }
            bearers.run();
        };
    }

    private Runnable encode(String key, Group group) {
        if (!group.isChanged()) {
            return () -> {};
        }
        byte[] bytes = group.isEmpty() ? null : GroupFormat.bytes(group);
        String system = SubjectKeys.systemOfGroup(key);
        Bytes admitted = bytes(ADMITTED + system + END + SubjectKeys.nameOfGroup(key));
        Bytes teller = bytes(TELLER + system);
        byte[] own = key.getBytes(StandardCharsets.UTF_8);
        return () -> {
            store.put(bytes(FACTS + key), bytes);
            admit(system, admitted, group.isAdmitted() ? own : null);
            byte[] tells = store.get(teller);
            if (group.tells()) {
                store.put(teller, own);
            } else if (tells != null && Bytes.wrap(tells).equals(Bytes.wrap(own))) {
                store.delete(teller);
            }
        };
    }

    /** How many have a place in a system; counted once, as a flood of those that have none asks for each of them. */
    private int admitted(String system) {
        return admitted.computeIfAbsent(
                system, name -> first(ADMITTED + name + END, Integer.MAX_VALUE).size());
    }

    private void admit(String system, Bytes row, byte[] value) {
        boolean before = store.get(row) != null;
        boolean after = value != null;
        if (before != after) {
            int others = admitted(system) - (before ? 1 : 0);
            store.put(row, value);
            admitted.put(system, others + (after ? 1 : 0));
        }
    }

    private List<KeyValue<Bytes, byte[]>> first(String prefix, int limit) {
        List<KeyValue<Bytes, byte[]>> first = new ArrayList<>();
        try (StringSerializer serializer = new StringSerializer();
                KeyValueIterator<Bytes, byte[]> rows = store.prefixScan(prefix, serializer)) {
            while (first.size() < limit && rows.hasNext()) {
                first.add(rows.next());
            }
        }
        return first;
    }

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Who is of one unit, with what was told of one of them since it was read. */
    private final class Bearers implements UnitBearers {
        private final String unit;
        private String told;
        private boolean holds;
        private GroupFormat.Bearer now;

        Bearers(String unit) {
            this.unit = unit;
        }

        @Override
        public boolean tell(String identityId, boolean isOfIt, long at, String spelling) {
            byte[] standing = store.get(row(BEARER, identityId));
            byte[] former = standing == null ? store.get(row(FORMER, identityId)) : null;
            byte[] stored = standing == null ? former : standing;
            GroupFormat.Bearer before = stored == null ? null : GroupFormat.bearer(stored);
            if (before != null && before.at() > at) {
                return false;
            }
            told = identityId;
            holds = isOfIt;
            now = new GroupFormat.Bearer(at, spelling);
            boolean same = isOfIt ? standing != null && before.spelling().equals(spelling) : standing == null;
            return !same;
        }

        @Override
        public boolean isEmpty() {
            return spellings(1).isEmpty();
        }

        @Override
        public List<String> spellings(int limit) {
            List<String> spellings = new ArrayList<>();
            String prefix = BEARER + unit + END;
            boolean isAdded = told == null || !holds;
            // One more, as one that is stored may be one of which something else was told.
            for (KeyValue<Bytes, byte[]> row : first(prefix, limit + 1)) {
                String identity = new String(row.key.get(), StandardCharsets.UTF_8).substring(prefix.length());
                if (!isAdded && told.compareTo(identity) <= 0) {
                    spellings.add(now.spelling());
                    isAdded = true;
                }
                if (!identity.equals(told)) {
                    spellings.add(GroupFormat.bearer(row.value).spelling());
                }
            }
            if (!isAdded) {
                spellings.add(now.spelling());
            }
            return spellings.subList(0, Math.min(limit, spellings.size()));
        }

        Runnable encode() {
            if (told == null) {
                return () -> {};
            }
            byte[] bytes = GroupFormat.bytes(now);
            Bytes standing = row(BEARER, told);
            Bytes former = row(FORMER, told);
            boolean isOfIt = holds;
            return () -> {
                store.put(standing, isOfIt ? bytes : null);
                store.put(former, isOfIt ? null : bytes);
            };
        }

        private Bytes row(String kind, String identityId) {
            return bytes(kind + unit + END + identityId);
        }
    }
}
