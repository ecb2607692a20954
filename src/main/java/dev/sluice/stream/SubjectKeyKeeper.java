package dev.sluice.stream;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the keys of all writers as they are told. */
final class SubjectKeyKeeper implements Processor<Bytes, byte[], Void, Void> {
    private KeyValueStore<Bytes, byte[]> keys;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        keys = context.getStateStore(Names.ALL_SUBJECT_KEYS);
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
        if (record.key() != null) {
            keys.put(record.key(), record.value());
        }
    }
}
