package dev.sluice.topics;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One declared topic.
 *
 * @param name the name without the prefix
 * @param doc what it carries, one sentence
 * @param key what the record key is, in words
 * @param value the Avro record (simple name, namespace {@code dev.sluice.event}), or {@code text} or {@code bytes}
 * @param partitions the partition count when created without override
 * @param replication the replication factor when created without override
 * @param cleanup how the topic forgets
 * @param retention how long records are kept; empty for ever
 * @param coPartitioned whether it must have as many partitions as the other co-partitioned topics
 * @param everyPartition whether each record is written once to every partition
 * @param internal whether it is between instances of Sluice only
 * @param writers who writes
 * @param readers who reads
 * @param config further topic configuration by Kafka's names, in name order
 */
public record TopicSpec(
        String name,
        String doc,
        String key,
        String value,
        int partitions,
        int replication,
        Cleanup cleanup,
        Optional<Duration> retention,
        boolean coPartitioned,
        boolean everyPartition,
        boolean internal,
        List<String> writers,
        List<String> readers,
        Map<String, String> config) {
    private static final String MIN_IN_SYNC = "min.insync.replicas";

    /** Copies the collections. */
    public TopicSpec {
        writers = List.copyOf(writers);
        readers = List.copyOf(readers);
        config = Collections.unmodifiableMap(new TreeMap<>(config));
    }

    /**
     * The name in a cluster.
     *
     * @param prefix the prefix, for example {@code iam.}; may be empty
     * @return prefix and name
     */
    public String fullName(String prefix) {
        return prefix + name;
    }

    /**
     * Whether the value is an Avro record of the contract.
     *
     * @return false for {@code text} and {@code bytes}
     */
    public boolean avro() {
        return !value.equals("text") && !value.equals("bytes");
    }

    /**
     * The value of Kafka's {@code retention.ms}.
     *
     * @return milliseconds, -1 for ever
     */
    public long retentionMs() {
        return retention.map(Duration::toMillis).orElse(-1L);
    }

    /**
     * The complete topic configuration.
     *
     * @param actualReplication the replication factor that the topic gets; with fewer than three replicas, one fewer
     *     than that is the most that min.insync.replicas may ask for without stopping at the first lost broker
     * @param retentionForever whether the declared retention is overridden by for ever
     * @return Kafka's names and values, in name order
     */
    public Map<String, String> kafkaConfig(int actualReplication, boolean retentionForever) {
        Map<String, String> all = new TreeMap<>(config);
        all.put("cleanup.policy", cleanup.kafkaName());
        if (cleanup == Cleanup.DELETE) {
            all.put("retention.ms", Long.toString(retentionForever ? -1 : retentionMs()));
        }
        all.computeIfPresent(
                MIN_IN_SYNC,
                (key, declared) ->
                        Integer.toString(Math.max(1, Math.min(Integer.parseInt(declared), actualReplication - 1))));
        return all;
    }
}
