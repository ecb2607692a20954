package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Collects what one input leads to, so that nothing is forwarded before everything is decided: a failure halfway leaves
 * neither state nor output behind.
 */
final class Outbox {
    private record Entry(String sink, byte[] key, Outgoing value, Headers headers) {}

    private final List<Entry> entries = new ArrayList<>();
    private final int partition;

    Outbox(int partition) {
        this.partition = partition;
    }

    void add(String topic, String key, byte[] value) {
        add(topic, key, value, partition);
    }

    void add(String topic, String key, byte[] value, int toPartition) {
        entries.add(new Entry(
                Names.sink(topic),
                key.getBytes(StandardCharsets.UTF_8),
                new Outgoing(value, toPartition),
                new RecordHeaders()));
    }

    void addRaw(String topic, byte[] key, byte[] value, Headers headers) {
        entries.add(new Entry(Names.sink(topic), key, new Outgoing(value, partition), headers));
    }

    int mark() {
        return entries.size();
    }

    void rollback(int mark) {
        entries.subList(mark, entries.size()).clear();
    }

    void clear() {
        entries.clear();
    }

    void flush(ProcessorContext<byte[], Outgoing> context, long timestamp) {
        for (Entry entry : entries) {
            context.forward(new Record<>(entry.key(), entry.value(), timestamp, entry.headers()), entry.sink());
        }
        entries.clear();
    }
}
