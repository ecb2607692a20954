package dev.sluice.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads all partitions of one topic without a consumer group, so that looking leaves no trace in the cluster. */
final class TopicReader {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private Map<TopicPartition, Long> ends = Map.of();

    TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * The first of several names that is a topic.
     *
     * @param candidates names in order of preference
     * @return empty if none of them is a topic that may be seen
     */
    Optional<String> firstExisting(List<String> candidates) {
        return candidates.stream().filter(name -> !partitionsOf(name).isEmpty()).findFirst();
    }

    /** Goes to the end as it is now: only what comes later is read. */
    void openAtEnd(String topic) {
        consumer.seekToEnd(assign(topic));
        // The seek is lazy; asking for the position makes "now" the moment of this call.
        consumer.assignment().forEach(partition -> consumer.position(partition, PATIENCE));
    }

    /** Goes to the first record that is still there. */
    void openAtBeginning(String topic) {
        consumer.seekToBeginning(assign(topic));
    }

    /** Goes to the first record whose arrival is not before an instant; to the end where there is none. */
    void openAt(String topic, Instant from) {
        Collection<TopicPartition> partitions = assign(topic);
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times, PATIENCE);
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp at = found.get(partition);
            consumer.seek(partition, at == null ? ends.get(partition) : at.offset());
        }
    }

    /** The next records, none if nothing came for a moment. */
    ConsumerRecords<byte[], byte[]> poll() {
        return consumer.poll(POLL);
    }

    /** Whether everything that was committed at the time of opening has been read. */
    boolean reachedTheEnd() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
    }

    private Collection<TopicPartition> assign(String topic) {
        List<TopicPartition> partitions = partitionsOf(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        ends = consumer.endOffsets(partitions, PATIENCE);
        return partitions;
    }

    private List<PartitionInfo> partitionsOf(String name) {
        List<PartitionInfo> partitions = consumer.partitionsFor(name, PATIENCE);
        return partitions == null ? List.of() : partitions;
    }
}
