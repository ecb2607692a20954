package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** The partition of a key: murmur2 of its UTF-8 bytes, as Kafka's default partitioner computes it. Part of the contract. */
public final class Partitioning {
    private Partitioning() {}

    /**
     * The partition of a key.
     *
     * @param key the record key
     * @param partitions the partition count, positive
     * @return the partition
     */
    public static int of(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
