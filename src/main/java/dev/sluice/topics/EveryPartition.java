package dev.sluice.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Writes records to every partition of a topic in one transaction: everybody hears of all of them, or nobody of any. */
public final class EveryPartition {
    private EveryPartition() {}

    /**
     * A record for every partition.
     *
     * @param key its key
     * @param value its encoded value
     */
    public record Copied(String key, byte[] value) {}

    /**
     * Writes records, in order, in a transaction of its own.
     *
     * @param producer with initialised transactions
     * @param topic the topic
     * @param records the records
     * @param at the timestamp of all of them (ms since the epoch)
     * @return the last offset in each partition
     * @throws KafkaException if the cluster refuses; then nothing was written
     */
    public static Map<TopicPartition, Long> write(
            Producer<String, byte[]> producer, String topic, List<Copied> records, long at) {
        int partitions = producer.partitionsFor(topic).size();
        producer.beginTransaction();
        try {
            Map<TopicPartition, Long> written = send(producer, topic, partitions, records, at);
            producer.commitTransaction();
            return written;
        } catch (RuntimeException e) {
            abort(producer, e);
            throw e;
        }
    }

    private static Map<TopicPartition, Long> send(
            Producer<String, byte[]> producer, String topic, int partitions, List<Copied> records, long at) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Copied copied : records) {
            for (int partition = 0; partition < partitions; partition++) {
                sent.add(producer.send(new ProducerRecord<>(topic, partition, at, copied.key(), copied.value())));
            }
        }
        producer.flush();
        Map<TopicPartition, Long> last = new HashMap<>();
        for (Future<RecordMetadata> each : sent) {
            RecordMetadata written = acknowledged(each);
            last.merge(new TopicPartition(topic, written.partition()), written.offset(), Math::max);
        }
        return last;
    }

    /** Tells why a record was refused, which the commit after it would only call an earlier error. */
    private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused ? refused : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void abort(Producer<String, byte[]> producer, RuntimeException reason) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The broker aborts it when the transaction times out or the next one comes: the reason matters more.
            reason.addSuppressed(e);
        }
    }
}
