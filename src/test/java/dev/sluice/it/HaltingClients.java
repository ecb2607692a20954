package dev.sluice.it;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/** Clients that end the process at a commit: when everything is flushed, and nothing of it committed. */
public final class HaltingClients extends DefaultKafkaClientSupplier implements Configurable {
    /** Key: the number of the commit, from 1. */
    static final String AT = "test.halt.at.commit";

    /** The exit code. */
    static final int HALTED = 77;

    private final AtomicInteger left = new AtomicInteger();

    @Override
    public void configure(Map<String, ?> configs) {
        left.set(Integer.parseInt(configs.get(AT).toString()));
    }

    private void commits() {
        if (left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(HALTED);
        }
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public void commitTransaction() {
                commits();
                super.commitTransaction();
            }
        };
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
            @Override
            public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                commits();
                super.commitSync(offsets);
            }

            @Override
            public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
                commits();
                super.commitSync(offsets, timeout);
            }
        };
    }
}
