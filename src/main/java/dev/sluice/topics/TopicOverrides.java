package dev.sluice.topics;

import java.util.OptionalInt;

/**
 * What one cluster has otherwise than declared.
 *
 * @param partitions the partition count of all topics; at least 1
 * @param replication the replication factor of all topics; at least 1
 * @param retentionForever whether nothing expires, as in a demonstration that plays years gone by
 */
public record TopicOverrides(OptionalInt partitions, OptionalInt replication, boolean retentionForever) {
    /** Everything as declared. */
    public static final TopicOverrides NONE = new TopicOverrides(OptionalInt.empty(), OptionalInt.empty(), false);

    /** Refuses counts below 1. */
    public TopicOverrides {
        refuseBelowOne("partitions", partitions);
        refuseBelowOne("replication", replication);
    }

    /**
     * For a broker that stands alone.
     *
     * @param partitions the partition count of all topics
     * @return replication 1, and nothing expires
     */
    public static TopicOverrides singleBroker(int partitions) {
        return new TopicOverrides(OptionalInt.of(partitions), OptionalInt.of(1), true);
    }

    /**
     * The partition count of a topic.
     *
     * @param spec the topic
     * @return what overrides the declared count, or that
     */
    public int partitions(TopicSpec spec) {
        return partitions.orElse(spec.partitions());
    }

    /**
     * The replication factor of a topic.
     *
     * @param spec the topic
     * @return what overrides the declared factor, or that
     */
    public int replication(TopicSpec spec) {
        return replication.orElse(spec.replication());
    }

    private static void refuseBelowOne(String what, OptionalInt value) {
        if (value.isPresent() && (value.getAsInt() < 1 || value.getAsInt() > Short.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    what + " is " + value.getAsInt() + "; give a number from 1 to " + Short.MAX_VALUE + ".");
        }
    }
}
