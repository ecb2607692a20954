package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Collects what one input leads to, so that nothing is forwarded before everything is decided: a failure halfway leaves
 * neither state nor output behind.
 */
final class Outbox {
    private record Entry(String sink, byte[] key, Outgoing value, Headers headers, long notBefore) {}

    private static final String AUDIT_SINK = Names.sink(Names.AUDIT);

    private final List<Entry> entries = new ArrayList<>();
    private final int partition;
    private final String deadLetterSink;
    private final Consumer<byte[]> audited;
    private Entry shown;
    private TraceContext trace = TraceContext.NONE;

    /**
     * An outbox.
     *
     * @param partition to which everything goes that names no other one
     * @param audited is shown each encoded audit record when it is sent, in their order, and may write into it
     */
    Outbox(int partition, Consumer<byte[]> audited) {
        this(partition, Names.sink(Names.DEAD_LETTER), audited);
    }

    /** With a sink for dead letters of its own: one that two sub-topologies shared would make them one. */
    Outbox(int partition, String deadLetterSink, Consumer<byte[]> audited) {
        this.partition = partition;
        this.deadLetterSink = deadLetterSink;
        this.audited = audited;
    }

    /** From now on, what is added follows from a record with this context. */
    void follows(TraceContext context) {
        trace = context;
    }

    /** Adds a record for this partition.
     *
     * @throws TooLarge if the broker would refuse it
     */
    void add(String topic, String key, byte[] value) {
        add(topic, key, value, partition);
    }

    void add(String topic, String key, byte[] value, int toPartition) {
        add(topic, key, value, toPartition, Long.MIN_VALUE);
    }

    /** With the least timestamp that the record may have, where it carries what arrived at another time. */
    void add(String topic, String key, byte[] value, int toPartition, long notBefore) {
        add(topic, key.getBytes(StandardCharsets.UTF_8), value, toPartition, notBefore);
    }

    /** With a key as it came, which may be absent, and with the time of what it tells in a header. */
    void addTelling(String topic, byte[] keyBytes, byte[] value, long arrivedAt) {
        Headers headers = new RecordHeaders();
        headers.add(ArrivedAt.HEADER, ArrivedAt.bytes(arrivedAt));
        add(topic, keyBytes, value, partition, Long.MIN_VALUE, headers);
    }

    private void add(String topic, byte[] keyBytes, byte[] value, int toPartition, long notBefore) {
        add(topic, keyBytes, value, toPartition, notBefore, new RecordHeaders());
    }

    private void add(String topic, byte[] keyBytes, byte[] value, int toPartition, long notBefore, Headers headers) {
        Sizes.admit(topic, keyBytes, value, headers);
        // Afterwards: what a topic takes has room for it, and no decision is to depend on whether somebody traces.
        if (trace.isPresent() && !topic.equals(Names.IDENTITY_ACCESS)) {
            trace.addTo(headers);
        }
        entries.add(new Entry(Names.sink(topic), keyBytes, new Outgoing(value, toPartition), headers, notBefore));
    }

    /** Adds a dead letter, which has seen to its size itself. */
    void addDeadLetter(byte[] key, byte[] value, Headers headers) {
        entries.add(new Entry(deadLetterSink, key, new Outgoing(value, partition), headers, Long.MIN_VALUE));
    }

    int mark() {
        return entries.size();
    }

    void rollback(int mark) {
        entries.subList(mark, entries.size()).clear();
    }

    void flush(ProcessorContext<byte[], Outgoing> context, long timestamp) {
        int sent = 0;
        try {
            for (Entry entry : entries) {
                if (entry.sink().equals(AUDIT_SINK) && entry != shown) {
                    audited.accept(entry.value().bytes());
                }
                shown = entry;
                context.forward(
                        new Record<>(
                                entry.key(), entry.value(), Math.max(timestamp, entry.notBefore()), entry.headers()),
                        entry.sink());
                sent++;
            }
        } finally {
            // What could not be sent is sent with what follows, and what was sent is not sent again.
            entries.subList(0, sent).clear();
        }
    }
}
