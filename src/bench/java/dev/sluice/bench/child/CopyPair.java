package dev.sluice.bench.child;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** One consumer and one producer, and the loop between them. */
final class CopyPair implements Runnable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<String> inputs;
    private final String output;
    private final int loops;
    private final boolean transactional;
    private final long commitEveryNanos;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile long copied;
    private final Map<TopicPartition, Integer> loopsDone = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private boolean inTransaction;

    CopyPair(Map<String, String> settings, int number) {
        inputs = Arrays.asList(settings.remove(CopyMain.INPUTS).split(","));
        output = settings.remove(CopyMain.OUTPUT);
        loops = Integer.parseInt(settings.remove(CopyMain.LOOPS));
        Properties properties = new Properties();
        properties.putAll(settings);
        StreamsConfig streams = new StreamsConfig(properties);
        transactional =
                StreamsConfig.EXACTLY_ONCE_V2.equals(streams.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
        commitEveryNanos = Duration.ofMillis(streams.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG))
                .toNanos();
        String group = streams.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        consumer = new KafkaConsumer<>(
                consumerConfig(streams, group, number), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                producerConfig(streams, group, number), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> consumerConfig(StreamsConfig streams, String group, int number) {
        Map<String, Object> config = streams.getMainConsumerConfigs(group, group + "-consumer-" + number, number);
        config.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        config.keySet().removeIf(key -> key.startsWith("internal.") || key.startsWith("__"));
        config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return config;
    }

    private Map<String, Object> producerConfig(StreamsConfig streams, String group, int number) {
        Map<String, Object> config = streams.getProducerConfigs(group + "-producer-" + number);
        config.keySet().removeIf(key -> key.startsWith("internal."));
        if (transactional) {
            config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + number);
        }
        return config;
    }

    long copied() {
        return copied;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try (consumer;
                producer) {
            if (transactional) {
                producer.initTransactions();
            }
            consumer.subscribe(inputs);
            long committedAt = System.nanoTime();
            while (!stopped) {
                copy(consumer.poll(POLL));
                rewind();
                if (System.nanoTime() - committedAt >= commitEveryNanos) {
                    commit();
                    committedAt = System.nanoTime();
                }
            }
            commit();
        } catch (RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void copy(ConsumerRecords<byte[], byte[]> records) {
        if (transactional && !inTransaction && !records.isEmpty()) {
            producer.beginTransaction();
            inTransaction = true;
        }
        for (ConsumerRecord<byte[], byte[]> record : records) {
            producer.send(
                    new ProducerRecord<>(
                            output,
                            record.partition(),
                            record.timestamp(),
                            record.key(),
                            record.value(),
                            record.headers()),
                    (metadata, error) -> failure.compareAndSet(null, error));
        }
        done.putAll(records.nextOffsets());
        copied += records.count();
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }

    /** Starts those partitions again that are read to their end. */
    private void rewind() {
        if (!ends.keySet().equals(consumer.assignment())) {
            ends = consumer.endOffsets(consumer.assignment());
        }
        ends.forEach((partition, end) -> {
            if (end > 0 && loopsDone.getOrDefault(partition, 0) + 1 < loops && consumer.position(partition) >= end) {
                loopsDone.merge(partition, 1, Integer::sum);
                consumer.seek(partition, 0);
            }
        });
    }

    private void commit() {
        if (inTransaction) {
            producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
            producer.commitTransaction();
            inTransaction = false;
        } else if (!transactional) {
            producer.flush();
            consumer.commitSync(done);
        }
        done.clear();
    }
}
