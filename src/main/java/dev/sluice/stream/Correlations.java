package dev.sluice.stream;

import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.Ownership;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Whose the accounts of a task are, who has which values of attributes, and events of accounts. Facts are kept for whoever owns
 * the account, as that may change; acts wait until there is an owner. Where a task that dies may have sent something or not, that it
 * has arrived is stored with the commit after the one that sent it: until then it may have to be sent again.
 */
final class Correlations {
    /** Facts of one account that are kept, at most. While it is nobody's, what comes beyond is a dead letter. */
    static final int MAX_FACTS = 2_000;

    /** Bytes of facts of one account that are kept, at most. */
    static final long MAX_FACT_BYTES = 8L << 20;

    /** Acts of one account that wait, at most; beyond, the first ones go: older ones will not be compared any more. */
    static final int MAX_ACTS = 1_000;

    /** Bytes of acts of one account that wait, at most. */
    static final long MAX_ACT_BYTES = 1L << 20;

    private static final int CACHED = 20_000;

    private static final String OWNER = "o/";
    private static final String SENT = "s/";
    private static final String BEARERS = "b/";
    private static final String WAITING = "w/";
    private static final String FACT = "f/";
    private static final String ACT = "a/";

    private final KeyValueStore<Bytes, byte[]> store;
    private final boolean atLeastOnce;
    private final Map<String, Ownership> owners = new RecentlyUsed<>(CACHED);
    private Map<String, Sent> sent = new HashMap<>();
    private Map<String, Sent> sentBefore = new HashMap<>();

    /** Who has what is kept of an account, and the number of the first act that nobody was sent. */
    private record Sent(Holders holders, long untilAct) {}

    Correlations(KeyValueStore<Bytes, byte[]> store, boolean atLeastOnce) {
        this.store = store;
        this.atLeastOnce = atLeastOnce;
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

    Waiting waiting(String account) {
        return read(WAITING + account, CorrelationFormat::waiting, Waiting.NOTHING);
    }

    /** Keeps a message of an account; tells how many others had to go for it. */
    int keep(String account, boolean act, byte[] message) {
        Waiting now = waiting(account);
        store.put(row(act ? ACT : FACT, account, act ? now.nextAct() : now.nextFact()), message);
        now = now.with(act, message.length);
        int gone = 0;
        while (act
                ? now.acts() > MAX_ACTS || now.actBytes() > MAX_ACT_BYTES
                : now.facts() > MAX_FACTS || now.factBytes() > MAX_FACT_BYTES) {
            now = withoutFirst(account, act, now);
            gone++;
        }
        store.put(name(WAITING + account), CorrelationFormat.bytes(now));
        return gone;
    }

    private Waiting withoutFirst(String account, boolean act, Waiting now) {
        byte[] bytes = store.delete(row(act ? ACT : FACT, account, act ? now.firstAct() : now.firstFact()));
        return now.withoutFirst(act, bytes == null ? 0 : bytes.length);
    }

    /** Reads all facts that are kept of an account, in the order in which they came. */
    void eachFact(String account, Consumer<byte[]> reader) {
        Waiting now = waiting(account);
        each(FACT, account, now.firstFact(), now.nextFact(), reader);
    }

    /** Reads all facts that are kept of an account, then the acts that nobody was sent, each in the order in which it came. */
    void eachToSend(String account, Consumer<byte[]> reader) {
        Waiting now = waiting(account);
        eachFact(account, reader);
        each(ACT, account, firstUnsent(account, now), now.nextAct(), reader);
    }

    private long firstUnsent(String account, Waiting now) {
        long first = now.firstAct();
        for (Map<String, Sent> unstored : List.of(sentBefore, sent)) {
            Sent last = unstored.get(account);
            first = last == null ? first : Math.max(first, last.untilAct());
        }
        return first;
    }

    private void each(String kind, String account, long from, long until, Consumer<byte[]> reader) {
        if (from >= until) {
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

    /** Who has what is kept of an account. */
    Holders holders(String account) {
        Sent last = sent.getOrDefault(account, sentBefore.get(account));
        return last == null ? storedHolders(account) : last.holders();
    }

    private Holders storedHolders(String account) {
        return read(SENT + account, Holders::of, Holders.NOBODY);
    }

    /** What is kept of an account was sent; null says that it is nobody's any more. */
    void sent(String account, String to) {
        Waiting now = waiting(account);
        Sent last = new Sent(Holders.only(to), to == null ? firstUnsent(account, now) : now.nextAct());
        if (!atLeastOnce) {
            store(account, last);
            return;
        }
        sent.put(account, last);
        // Whether it arrives is known with the next commit; should the task die until then, this is what is left.
        put(account, storedHolders(account).perhaps(to));
    }

    /** A commit begins: what was sent before the last one has arrived. */
    void flush() {
        sentBefore.forEach(this::store);
        sentBefore = sent;
        sent = new HashMap<>();
    }

    private void store(String account, Sent last) {
        if (!sent.containsKey(account)) {
            put(account, last.holders());
        }
        Waiting before = waiting(account);
        Waiting now = before;
        while (now.firstAct() < last.untilAct()) {
            now = withoutFirst(account, true, now);
        }
        if (now != before) {
            store.put(name(WAITING + account), CorrelationFormat.bytes(now));
        }
    }

    private void put(String account, Holders holders) {
        if (holders.equals(Holders.NOBODY)) {
            store.delete(name(SENT + account));
        } else {
            store.put(name(SENT + account), holders.bytes());
        }
    }

    /** Forgets what is not stored: what was sent may have to be sent again. */
    void drop() {
        owners.clear();
        sent.clear();
        sentBefore.clear();
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
