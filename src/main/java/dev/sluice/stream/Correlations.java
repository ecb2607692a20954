package dev.sluice.stream;

import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.Ownership;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Whose the accounts of a task are, who has which values of attributes, and the events that wait until it is known whose an account
 * is. What was sent to an owner is deleted with the commit after the one that sent it: until then it may have to be sent again.
 */
final class Correlations {
    /** Facts of one account that wait, at most; what comes beyond is a dead letter, which can be sent again. */
    static final int MAX_FACTS = 2_000;

    /** Bytes of facts of one account that wait, at most. */
    static final long MAX_FACT_BYTES = 8L << 20;

    /** Acts of one account that wait, at most; beyond, the first ones go: older ones will not be compared any more. */
    static final int MAX_ACTS = 1_000;

    private static final int CACHED = 50_000;

    private static final String OWNER = "o/";
    private static final String BEARERS = "b/";
    private static final String WAITING = "w/";
    private static final String FACT = "f/";
    private static final String ACT = "a/";

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, Ownership> owners = bounded();
    private final Map<String, Waiting> waiting = bounded();
    private List<String> sent = new ArrayList<>();
    private List<String> sentBefore = List.of();

    Correlations(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    private static <T> Map<String, T> bounded() {
        return new LinkedHashMap<>(1024, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > CACHED;
            }
        };
    }

    Ownership ownership(String account) {
        return owners.computeIfAbsent(
                account, key -> read(OWNER + key, CorrelationFormat::ownership, Ownership.UNKNOWN));
    }

    /** To be called when the unit of work is committed, as everything that changes something here. */
    void put(String account, Ownership ownership) {
        owners.put(account, ownership);
        store.put(name(OWNER + account), CorrelationFormat.bytes(ownership));
    }

    Bearers bearers(String attribute) {
        return read(BEARERS + attribute, CorrelationFormat::bearers, Bearers.NONE);
    }

    void put(String attribute, Bearers bearers) {
        store.put(name(BEARERS + attribute), CorrelationFormat.bytes(bearers));
    }

    private <T> T read(String key, Function<byte[], T> format, T otherwise) {
        byte[] bytes = store.get(name(key));
        return bytes == null ? otherwise : format.apply(bytes);
    }

    /** What waits of an account. */
    Waiting waiting(String account) {
        return waiting.computeIfAbsent(
                account, key -> read(WAITING + key, CorrelationFormat::waiting, Waiting.NOTHING));
    }

    /** Keeps a message until it is known whose the account is; tells whether another one had to go for it. */
    boolean park(String account, boolean act, byte[] message) {
        Waiting before = waiting(account);
        Waiting after = before.with(act, message.length, MAX_ACTS);
        store.put(row(act ? ACT : FACT, account, act ? before.nextAct() : before.nextFact()), message);
        boolean full = after.firstAct() > before.firstAct();
        if (full) {
            store.delete(row(ACT, account, before.firstAct()));
        }
        waiting.put(account, after);
        store.put(name(WAITING + account), CorrelationFormat.bytes(after));
        return full;
    }

    /** Reads what waits of an account, facts first, each in the order in which it came. */
    void eachWaiting(String account, Consumer<byte[]> reader) {
        Waiting now = waiting(account);
        each(FACT, account, now.firstFact(), now.nextFact(), reader);
        each(ACT, account, now.firstAct(), now.nextAct(), reader);
    }

    private void each(String kind, String account, long from, long until, Consumer<byte[]> reader) {
        if (from == until) {
            return;
        }
        try (KeyValueIterator<Bytes, byte[]> rows =
                store.range(row(kind, account, from), row(kind, account, until - 1))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                reader.accept(row.value);
            }
        }
    }

    /** What waited was sent to the owner. */
    void sent(String account) {
        waiting.put(account, waiting(account).none());
        sent.add(account);
    }

    /** A commit begins: what was sent before the last one has arrived. */
    void flush() {
        for (String account : sentBefore) {
            Waiting stored = read(WAITING + account, CorrelationFormat::waiting, Waiting.NOTHING);
            Waiting now = waiting(account);
            delete(FACT, account, stored.firstFact(), now.firstFact());
            delete(ACT, account, stored.firstAct(), now.firstAct());
            store.put(name(WAITING + account), CorrelationFormat.bytes(now));
        }
        sentBefore = sent;
        sent = new ArrayList<>();
    }

    private void delete(String kind, String account, long from, long until) {
        for (long number = from; number < until; number++) {
            store.delete(row(kind, account, number));
        }
    }

    /** Forgets what is not stored: what was sent and not deleted waits still. */
    void drop() {
        owners.clear();
        waiting.clear();
        sent.clear();
        sentBefore = List.of();
    }

    private static Bytes name(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A control character stands in no account's name, so that no row of one account lies between those of another. */
    private static Bytes row(String kind, String account, long number) {
        byte[] head = (kind + account + '\0').getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + Long.BYTES)
                .put(head)
                .putLong(number)
                .array());
    }
}
