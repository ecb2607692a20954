package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.Policy;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithStack
class PolicyPublisherTest {
    private static final int PARTITIONS = 3;
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final PolicyDocument SAP = system("sap", "enforce");
    private static final PolicyDocument AD = system("ad", "report");

    private Map<String, Object> config;
    private TestTopics topics;
    private SchemaRegistryClient registry;
    private AvroSerializer<Policy> serializer;
    private AvroDeserializer<Policy> deserializer;

    @BeforeEach
    void connect(EmbeddedStack stack, TestTopics names) {
        topics = names;
        config = Map.of("bootstrap.servers", stack.bootstrapServers(), "schema.registry.url", stack.registryUrl());
        SchemaRegistryConfig settings = new SchemaRegistryConfig(config);
        registry = SchemaRegistryClients.create(settings);
        serializer = new AvroSerializer<>(registry, Policy.class, settings);
        deserializer = new AvroDeserializer<>(registry, Policy.class, settings);
    }

    @AfterEach
    void disconnect() {
        registry.close();
    }

    @Test
    void everyPartitionGetsAllDocumentsAndThenTheMarker() {
        String prefix = prefix("all.");

        PolicyPublisher.Published done = publisher(prefix, serializer).publish(List.of(SAP, AD));

        assertThat(done).isEqualTo(new PolicyPublisher.Published(1, 0, 2, PARTITIONS));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ConsumerRecord<String, Policy>> records = committed(prefix, partition);
            assertThat(records)
                    .extracting(ConsumerRecord::key)
                    .containsExactly("System/sap", "System/ad", "PolicySet/default");
            assertThat(records).extracting(ConsumerRecord::timestamp).containsOnly(NOW.toEpochMilli());
            assertThat(records.get(0).value().getDocument()).isEqualTo(SAP.text());
            assertThat(records.get(0).value().getSet()).isNull();
            assertThat(records.get(2).value().getDocument()).isNull();
            assertThat(records.get(2).value().getSet().getCount()).isEqualTo(2);
            assertThat(records.get(2).value().getSet().getPrevious()).isZero();
        }
    }

    @Test
    void theNextSetReplacesTheOneInForce() {
        String prefix = prefix("next.");
        PolicyPublisher publisher = publisher(prefix, serializer);
        publisher.publish(List.of(SAP, AD));

        PolicyPublisher.Published second = publisher.publish(List.of(AD), OptionalLong.of(1));

        assertThat(second.setVersion()).isEqualTo(2);
        assertThat(second.previous()).isEqualTo(1);
        assertThat(log(prefix).current().documents())
                .extracting(PolicyDocument::key)
                .containsExactly("System/ad");
        assertThat(log(prefix).current().publishedAt()).isEqualTo(NOW);
    }

    @Test
    void theSameSetInAnyOrderIsNotPublishedAgain() {
        String prefix = prefix("same.");
        publisher(prefix, serializer).publish(List.of(SAP, AD));

        PolicyPublisher.Published again = publisher(prefix, serializer).publish(List.of(AD, SAP));

        assertThat(again.changed()).isFalse();
        assertThat(again.setVersion()).isEqualTo(1);
        assertThat(committed(prefix, 0)).hasSize(3);
    }

    @Test
    void aStaleExpectationIsRefusedAndNothingIsWritten() {
        String prefix = prefix("stale.");
        PolicyPublisher publisher = publisher(prefix, serializer);
        publisher.publish(List.of(SAP));

        assertThatThrownBy(() -> publisher.publish(List.of(AD), OptionalLong.of(0)))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("version 1, not 0");
        assertThat(committed(prefix, 0)).hasSize(2);
    }

    @Test
    void aFailureInTheMiddleLeavesNothingInAnyPartition() {
        String prefix = prefix("broken.");
        Serializer<Policy> failing = (topic, policy) -> {
            if (policy.getSet() != null) {
                throw new SerializationException("planted");
            }
            return serializer.serialize(topic, policy);
        };

        assertThatThrownBy(() -> publisher(prefix, failing).publish(List.of(SAP, AD)))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("planted");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            assertThat(committed(prefix, partition)).isEmpty();
        }
        assertThat(log(prefix).current().setVersion()).isZero();
        assertThat(publisher(prefix, serializer).publish(List.of(SAP)).setVersion())
                .isEqualTo(1);
    }

    @Test
    void ofConcurrentPublishersExactlyOneWins() throws Exception {
        String prefix = prefix("race.");
        int publishers = 2;
        ExecutorService threads = Executors.newFixedThreadPool(publishers);
        try {
            for (long version = 0; version < 5; version++) {
                OptionalLong previous = OptionalLong.of(version);
                CyclicBarrier start = new CyclicBarrier(publishers);
                List<Callable<Boolean>> racers = new ArrayList<>();
                for (int i = 0; i < publishers; i++) {
                    racers.add(() -> {
                        start.await();
                        return wins(prefix, previous);
                    });
                }
                int winners = 0;
                for (Future<Boolean> racer : threads.invokeAll(racers)) {
                    winners += racer.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                assertThat(log(prefix).current().setVersion()).isEqualTo(version + 1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(committed(prefix, 2))
                .filteredOn(policy -> policy.value().getSet() != null)
                .extracting(marker -> marker.value().getSet().getPrevious())
                .containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    private boolean wins(String prefix, OptionalLong previous) {
        try {
            return publisher(prefix, serializer).publish(List.of(SAP), previous).changed();
        } catch (PolicyException e) {
            return false;
        }
    }

    @Test
    void anOvertakenPublisherWritesNothing() {
        String prefix = prefix("overtaken.");
        PolicyPublisher other = publisher(prefix, serializer);
        Serializer<Policy> overtaken = (topic, policy) -> {
            if (policy.getKind().equals("System")) {
                other.publish(List.of(AD));
            }
            return serializer.serialize(topic, policy);
        };

        assertThatThrownBy(() -> publisher(prefix, overtaken).publish(List.of(SAP)))
                .isInstanceOf(PolicyException.class);
        assertThat(committed(prefix, 1))
                .extracting(ConsumerRecord::key)
                .containsExactly("System/ad", "PolicySet/default");
    }

    @Test
    void whatTheStageRefusesKeepsNobodyFromPublishing() throws Exception {
        String prefix = prefix("hostile.");
        publisher(prefix, serializer).publish(List.of(SAP));
        send(prefix, new byte[] {1, 2, 3});
        send(prefix, serializer.serialize(prefix + "policy", document(Long.MAX_VALUE, "kind: System")));
        send(prefix, serializer.serialize(prefix + "policy", document(2, "begun and never ended")));

        PolicyPublisher.Published next = publisher(prefix, serializer).publish(List.of(AD));

        assertThat(next.previous()).isEqualTo(1);
        assertThat(next.setVersion()).isEqualTo(3);
        assertThat(log(prefix).current().setVersion()).isEqualTo(3);
    }

    private static Policy document(long version, String text) {
        return Policy.newBuilder()
                .setHeader(Events.header("e" + version, "test", null, 1))
                .setKind("System")
                .setId("sap")
                .setSetVersion(version)
                .setDocument(text)
                .build();
    }

    private void send(String prefix, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(prefix + "policy", 0, new byte[] {1}, value))
                    .get();
        }
    }

    @Test
    void aMissingTopicIsNamedWithTheCommandThatMakesIt() {
        assertThatThrownBy(
                        () -> publisher(topics.prefix() + "none.", serializer).publish(List.of(SAP)))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("none.policy does not exist")
                .hasMessageContaining("sluice topics create");
    }

    @Test
    void anEmptySetIsRefused() {
        assertThatThrownBy(() -> publisher(topics.prefix(), serializer).publish(List.of()))
                .hasMessageContaining("no policies to publish");
    }

    private String prefix(String name) {
        // As in the catalogue; what is dated months ago would otherwise go when the broker first looks for old
        // segments.
        topics.create(name + "policy", PARTITIONS, Map.of("retention.ms", "-1"));
        return topics.prefix() + name;
    }

    private PolicyPublisher publisher(String prefix, Serializer<Policy> values) {
        return new PolicyPublisher(config, prefix, values, log(prefix), InstantSource.fixed(NOW));
    }

    private PolicyLog log(String prefix) {
        return new PolicyLog(config, prefix + "policy", deserializer);
    }

    private List<ConsumerRecord<String, Policy>> committed(String prefix, int partition) {
        Map<String, Object> settings = new HashMap<>(config);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        List<ConsumerRecord<String, Policy>> records = new ArrayList<>();
        TopicPartition from = new TopicPartition(prefix + "policy", partition);
        try (Consumer<String, Policy> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), deserializer)) {
            consumer.assign(List.of(from));
            consumer.seekToBeginning(List.of(from));
            long end = consumer.endOffsets(List.of(from)).get(from);
            while (consumer.position(from) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static PolicyDocument system(String id, String mode) {
        return PolicyDocument.parse("System/" + id, "kind: System\nid: " + id + "\nmode: " + mode + "\n");
    }
}
