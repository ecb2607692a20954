package dev.sluice.torture.oracle;

/**
 * Where a record is.
 *
 * @param topic its topic, without the prefix
 * @param partition its partition
 * @param offset its offset
 */
public record Place(String topic, int partition, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        int byTopic = topic.compareTo(other.topic);
        if (byTopic != 0) {
            return byTopic;
        }
        return partition != other.partition
                ? Integer.compare(partition, other.partition)
                : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
