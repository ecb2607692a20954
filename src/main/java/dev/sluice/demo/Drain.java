package dev.sluice.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Tells when the application has read its inputs to the end and has come to rest. */
final class Drain {
    /** Longer than the silence and the second look at the lag after which timers go by the wall clock. */
    private static final Duration REST = Duration.ofSeconds(14);

    private static final long PAUSE_MS = 250;

    private final Admin admin;
    private final String prefix;
    private final String group;
    private final List<String> topics;

    Drain(Admin admin, String prefix, String group, List<String> topics) {
        this.admin = admin;
        this.prefix = prefix;
        this.group = group;
        this.topics = topics;
    }

    void await(LongSupplier written) throws InterruptedException {
        long before = -1;
        long restSince = System.nanoTime();
        while (System.nanoTime() - restSince < REST.toNanos()) {
            long now = written.getAsLong();
            if (now != before || behind() > 0) {
                restSince = System.nanoTime();
                before = now;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    private long behind() throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            List<String> names = topics.stream().map(topic -> prefix + topic).toList();
            admin.describeTopics(names).allTopicNames().get().values().forEach(topic -> topic.partitions()
                    .forEach(partition ->
                            wanted.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return admin.listOffsets(wanted).all().get().entrySet().stream()
                    .mapToLong(end -> {
                        OffsetAndMetadata done = committed.get(end.getKey());
                        return end.getValue().offset() - (done == null ? 0 : done.offset());
                    })
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "The embedded broker does not answer (" + e.getCause().getMessage() + ").", e.getCause());
        }
    }
}
