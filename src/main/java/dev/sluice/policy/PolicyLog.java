package dev.sluice.policy;

import dev.sluice.event.Policy;
import dev.sluice.registry.Transience;
import dev.sluice.text.KafkaRefusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the policy topic: only what is committed, and only one partition, since each has every set. Connects anew for
 * every reading.
 */
public final class PolicyLog {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final int MAX_SILENT_POLLS = 60;
    private static final int FROM = 0;

    private final Map<String, Object> config;
    private final String topic;
    private final Deserializer<Policy> values;

    /**
     * For one topic.
     *
     * @param config Kafka's client configuration
     * @param topic the full name of the policy topic
     * @param values reads the records; stays open
     */
    public PolicyLog(Map<String, Object> config, String topic, Deserializer<Policy> values) {
        this.config = consumerConfig(config);
        this.topic = Objects.requireNonNull(topic, "topic");
        this.values = Objects.requireNonNull(values, "values");
    }

    private static Map<String, Object> consumerConfig(Map<String, Object> config) {
        Map<String, Object> all = new HashMap<>(config);
        all.remove(ConsumerConfig.GROUP_ID_CONFIG);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return all;
    }

    /**
     * The set in force: the last whose marker and documents are all there.
     *
     * @return the set; version 0 if there is none
     * @throws PolicyException if the topic is missing, can't be read, or holds something else than policies
     */
    public PolicySetInForce current() {
        try (Consumer<String, Policy> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new Unowned(values))) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            if (partitions == null || partitions.isEmpty()) {
                throw missing();
            }
            return read(consumer, new TopicPartition(topic, FROM));
        } catch (KafkaException e) {
            throw new PolicyException(
                    "The topic " + topic + " can't be read: "
                            + KafkaRefusal.explain(e).orElse(e.getMessage()),
                    e);
        }
    }

    private PolicySetInForce read(Consumer<String, Policy> consumer, TopicPartition from) {
        consumer.assign(List.of(from));
        consumer.seekToBeginning(List.of(from));
        long end = consumer.endOffsets(List.of(from)).get(from);
        PublishedSets sets = new PublishedSets();
        int silent = 0;
        long position = consumer.position(from);
        while (consumer.position(from) < end) {
            ConsumerRecords<String, Policy> records = poll(consumer);
            silent = records.isEmpty() && consumer.position(from) == position ? silent + 1 : 0;
            position = consumer.position(from);
            if (silent > MAX_SILENT_POLLS) {
                throw new PolicyException("The topic " + topic + " stopped answering at offset "
                        + consumer.position(from) + " of " + end + "; check the brokers and try again.");
            }
            for (ConsumerRecord<String, Policy> policy : records) {
                sets.add(policy.value());
            }
        }
        return sets.inForce();
    }

    /** What is no policy is passed over, as the stage does: rubbish on the topic must not keep anyone from publishing. */
    private static ConsumerRecords<String, Policy> poll(Consumer<String, Policy> consumer) {
        try {
            return consumer.poll(POLL);
        } catch (RecordDeserializationException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            consumer.seek(e.topicPartition(), e.offset() + 1);
            return ConsumerRecords.empty();
        }
    }

    /**
     * Waits until whoever reads only what is committed gets past the given records: a commit is durable before its end
     * is written to the partitions, and until then readers stop before it.
     *
     * @param written the offset of the last record of each partition
     * @param limit how long to wait at most
     * @return whether every partition got there
     * @throws PolicyException if the topic can't be asked
     */
    boolean awaitReadable(Map<TopicPartition, Long> written, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Consumer<String, Policy> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new Unowned(values))) {
            while (!readable(consumer, written)) {
                if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
            return true;
        } catch (KafkaException e) {
            throw new PolicyException(
                    "The topic " + topic + " can't be read: "
                            + KafkaRefusal.explain(e).orElse(e.getMessage()),
                    e);
        }
    }

    private static boolean readable(Consumer<String, Policy> consumer, Map<TopicPartition, Long> written) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(written.keySet());
        return written.entrySet().stream().allMatch(last -> ends.get(last.getKey()) > last.getValue());
    }

    PolicyException missing() {
        return new PolicyException(
                "The topic " + topic + " does not exist; run `sluice topics create` or check the prefix.");
    }
}
