package dev.sluice.demo;

import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads topics to their present end, and tells whether anything still moves. */
final class DerivedTopics {
    /**
     * What topics hold.
     *
     * @param counts records by topic without prefix
     * @param findings all finding changes in order of time
     * @param commands all command changes in order of time
     * @param refused dead letters by reason
     */
    record Content(
            Map<String, Long> counts,
            List<Finding> findings,
            List<ProvisioningCommand> commands,
            Map<String, Long> refused) {}

    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final SchemaRegistryClient registry;
    private final SchemaRegistryConfig registryConfig;
    private final String prefix;

    DerivedTopics(
            Consumer<byte[], byte[]> consumer,
            SchemaRegistryClient registry,
            SchemaRegistryConfig registryConfig,
            String prefix) {
        this.consumer = consumer;
        this.registry = registry;
        this.registryConfig = registryConfig;
        this.prefix = prefix;
    }

    /** The last stable offsets of topics, added up: equal twice in a row means that nothing was written. */
    long written(List<String> topics) {
        List<TopicPartition> partitions = partitions(topics);
        // Assigned, because the client complains of end offsets that it did not ask for to read.
        consumer.assign(partitions);
        return consumer.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    Content read(List<String> topics) {
        Map<String, Long> counts = new TreeMap<>();
        topics.forEach(topic -> counts.put(topic, 0L));
        List<Finding> findings = new ArrayList<>();
        List<ProvisioningCommand> commands = new ArrayList<>();
        Map<String, Long> refused = new TreeMap<>();
        try (AvroDeserializer<Finding> finding = new AvroDeserializer<>(registry, Finding.class, registryConfig);
                AvroDeserializer<ProvisioningCommand> command =
                        new AvroDeserializer<>(registry, ProvisioningCommand.class, registryConfig)) {
            forEach(topics, record -> {
                String topic = record.topic().substring(prefix.length());
                counts.merge(topic, 1L, Long::sum);
                if (topic.equals("finding")) {
                    findings.add(finding.deserialize(record.topic(), record.headers(), record.value()));
                } else if (topic.equals("provisioning-command")) {
                    commands.add(command.deserialize(record.topic(), record.headers(), record.value()));
                } else if (topic.equals("dead-letter")) {
                    byte[] reason =
                            record.headers().lastHeader(DeadLetters.REASON).value();
                    refused.merge(new String(reason, StandardCharsets.UTF_8), 1L, Long::sum);
                }
            });
        }
        // Each partition is in order; a stable sort keeps that order among equal instants.
        findings.sort(Comparator.comparing(Finding::getChangedAt));
        commands.sort(Comparator.comparing(ProvisioningCommand::getChangedAt));
        return new Content(counts, findings, commands, refused);
    }

    private void forEach(List<String> topics, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> action) {
        List<TopicPartition> partitions = partitions(topics);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(action);
        }
    }

    private List<TopicPartition> partitions(List<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (PartitionInfo info : consumer.partitionsFor(prefix + topic)) {
                partitions.add(new TopicPartition(info.topic(), info.partition()));
            }
        }
        return partitions;
    }
}
