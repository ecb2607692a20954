package dev.sluice.stream;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Writes a record to the partition that it names. */
final class OutgoingPartitioner implements StreamPartitioner<byte[], Outgoing> {
    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, Outgoing value, int numPartitions) {
        return Optional.of(Set.of(value.partition() % numPartitions));
    }
}
