package dev.sluice.bench.run;

import dev.sluice.stream.SluiceTopology;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What is done to the broker between runs: topics made, emptied and counted. */
final class Cluster implements AutoCloseable {
    private static final long ANSWER_SECONDS = 60;
    private static final int TRIES = 200;
    private static final long AGAIN_MS = 50;

    private final Map<String, String> connection;
    private final Admin admin;
    private final int partitions;

    Cluster(Map<String, String> connection, int partitions) {
        this.connection = Map.copyOf(connection);
        this.admin = Admin.create(Map.of("bootstrap.servers", connection.get("bootstrap.servers")));
        this.partitions = partitions;
    }

    /** {@code bootstrap.servers} and {@code schema.registry.url}. */
    Map<String, String> connection() {
        return connection;
    }

    int partitions() {
        return partitions;
    }

    void createCatalogue(String prefix) {
        new TopicAdmin(admin, TopicCatalogue.load()).create(prefix, TopicOverrides.singleBroker(partitions));
    }

    /** Empties everything that Sluice writes. */
    void emptyDerived(String prefix) throws Exception {
        delete(SluiceTopology.OUTPUTS.stream().map(topic -> prefix + topic).toList());
        createCatalogue(prefix);
    }

    /** Makes a topic, or makes it empty. */
    void empty(String topic) throws Exception {
        delete(List.of(topic));
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))
                .configs(Map.of("retention.ms", "-1", "max.message.bytes", "8388608"));
        for (int tries = 0; ; tries++) {
            try {
                admin.createTopics(List.of(wanted)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException) || tries == TRIES) {
                    throw e;
                }
                Thread.sleep(AGAIN_MS);
            }
        }
    }

    /** Removes the changelogs of an application. */
    void forget(String application) throws Exception {
        delete(admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS).stream()
                .filter(topic -> topic.startsWith(application + "-"))
                .toList());
    }

    private void delete(Collection<String> topics) throws Exception {
        for (var answer : admin.deleteTopics(topics).topicNameValues().values()) {
            try {
                answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        for (int tries = 0; tries < TRIES; tries++) {
            var names = admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (topics.stream().noneMatch(names::contains)) {
                return;
            }
            Thread.sleep(AGAIN_MS);
        }
        throw new BenchException("The broker did not delete " + topics + ".");
    }

    List<TopicPartition> partitionsOf(Collection<String> topics) {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : topics) {
            for (int partition = 0; partition < partitions; partition++) {
                all.add(new TopicPartition(topic, partition));
            }
        }
        return all;
    }

    Map<TopicPartition, Long> ends(Collection<String> topics, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitionsOf(topics).forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /** How many records of some topics an application has committed as read. */
    long committed(String application, Collection<String> topics) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(application)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return partitionsOf(topics).stream()
                .mapToLong(partition -> committed.get(partition) == null
                        ? 0
                        : committed.get(partition).offset())
                .sum();
    }

    /** Records in the changelogs of an application. */
    long changelogRecords(String application) throws Exception {
        List<String> changelogs = admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS).stream()
                .filter(topic -> topic.startsWith(application + "-") && topic.endsWith("-changelog"))
                .toList();
        return ends(changelogs, IsolationLevel.READ_UNCOMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
