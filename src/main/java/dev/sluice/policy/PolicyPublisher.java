package dev.sluice.policy;

import dev.sluice.event.Header;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.SourceKind;
import dev.sluice.text.KafkaRefusal;
import dev.sluice.topics.EveryPartition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a policy set: all documents, then the marker, to every partition, in one transaction. Whoever publishes
 * holds the transactional id {@code sluice-policy-<prefix>}; taking it shuts out whoever held it before, and only then
 * is the set in force read. So of two publishers that meant to replace the same set, exactly one succeeds.
 */
public final class PolicyPublisher {
    /** The kind, and the value of {@code kind}, of a marker. */
    public static final String MARKER_KIND = "PolicySet";

    /** The id of every marker. */
    public static final String MARKER_ID = "default";

    private static final String SOURCE = "sluice-policy";
    private static final int TRANSACTION_TIMEOUT_MS = 60_000;
    private static final Duration READABLE = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPublisher.class);

    private final Map<String, Object> config;
    private final String topic;
    private final Serializer<Policy> serializer;
    private final PolicyLog log;
    private final InstantSource clock;

    /**
     * For one cluster and prefix.
     *
     * @param config Kafka's client configuration
     * @param prefix the topic prefix
     * @param serializer writes the values; stays open
     * @param log reads the policy topic of that prefix
     * @param clock the time of publication
     */
    public PolicyPublisher(
            Map<String, Object> config,
            String prefix,
            Serializer<Policy> serializer,
            PolicyLog log,
            InstantSource clock) {
        this.config = producerConfig(config, prefix);
        this.topic = prefix + "policy";
        this.serializer = Objects.requireNonNull(serializer, "serializer");
        this.log = Objects.requireNonNull(log, "log");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * What a publication did.
     *
     * @param setVersion the version in force afterwards
     * @param previous the version it replaced
     * @param count how many documents it has
     * @param partitions to how many partitions it was written; 0 if the same set was in force already
     */
    public record Published(long setVersion, long previous, int count, int partitions) {
        /**
         * Whether anything was written.
         *
         * @return false if the same set was in force already
         */
        public boolean changed() {
            return partitions > 0;
        }
    }

    /**
     * The transactional id of whoever publishes.
     *
     * @param prefix the topic prefix
     * @return such as {@code sluice-policy-iam.}
     */
    public static String transactionalId(String prefix) {
        return "sluice-policy-" + prefix;
    }

    private static Map<String, Object> producerConfig(Map<String, Object> config, String prefix) {
        Map<String, Object> all = new HashMap<>(config);
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(prefix));
        all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        return all;
    }

    /**
     * Publishes a set in place of whatever is in force. At return readers get to the new set, unless the log warns.
     *
     * @param documents a valid set
     * @return what was done; nothing is written if the same set is in force
     * @throws PolicyException if the set is empty, another publisher came in between, or the cluster refuses
     */
    public Published publish(List<PolicyDocument> documents) {
        return publish(documents, OptionalLong.empty());
    }

    /**
     * Publishes a set in place of a certain one.
     *
     * @param documents a valid set
     * @param previous the version that must be in force, 0 for none; empty for whichever is
     * @return what was done; nothing is written if the same set is in force and {@code previous} is empty
     * @throws PolicyException if the set is empty, {@code previous} is not in force, another publisher came in between,
     *     or the cluster refuses
     */
    public Published publish(List<PolicyDocument> documents, OptionalLong previous) {
        if (documents.isEmpty()) {
            throw new PolicyException("There are no policies to publish; name a directory that holds some.");
        }
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            PolicySetInForce current = log.current();
            refuseStale(current, previous);
            if (previous.isEmpty() && current.sameAs(documents)) {
                return new Published(current.setVersion(), current.previous(), documents.size(), 0);
            }
            return write(producer, documents, current);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw overtaken(e);
        } catch (KafkaException e) {
            throw new PolicyException(
                    "The policies can't be published: "
                            + KafkaRefusal.explain(e).orElse(e.getMessage()),
                    e);
        }
    }

    private static void refuseStale(PolicySetInForce current, OptionalLong previous) {
        if (previous.isPresent() && previous.getAsLong() != current.setVersion()) {
            throw new PolicyException("The set in force is version " + current.setVersion() + ", not "
                    + previous.getAsLong() + ": someone published in between. Look at it with `sluice policy show`,"
                    + " then apply again.");
        }
    }

    private Published write(
            Producer<String, byte[]> producer, List<PolicyDocument> documents, PolicySetInForce current) {
        long version = current.nextVersion();
        Instant now = clock.instant();
        List<Policy> records = new ArrayList<>();
        documents.forEach(document -> records.add(policy(document, version, now)));
        records.add(marker(version, current.setVersion(), documents.size(), now));
        List<EveryPartition.Copied> copied = records.stream()
                .map(policy -> new EveryPartition.Copied(
                        policy.getKind() + "/" + policy.getId(), serializer.serialize(topic, policy)))
                .toList();
        Map<TopicPartition, Long> written = EveryPartition.write(producer, topic, copied, now.toEpochMilli());
        awaitReadable(written);
        return new Published(version, current.setVersion(), documents.size(), written.size());
    }

    /** The set is published whatever comes of this: it only keeps a reading right after it from seeing the set before. */
    private void awaitReadable(Map<TopicPartition, Long> written) {
        try {
            if (!log.awaitReadable(written, READABLE)) {
                LOG.warn("The policies are published, but readers of {} don't get to them yet.", topic);
            }
        } catch (PolicyException e) {
            LOG.warn("The policies are published, but {}", e.getMessage());
        }
    }

    private static PolicyException overtaken(Exception cause) {
        return new PolicyException(
                "Someone else is publishing policies at this moment; nothing of this set was published."
                        + " Look at theirs with `sluice policy show`, then apply again.",
                cause);
    }

    private static Policy policy(PolicyDocument document, long version, Instant now) {
        return Policy.newBuilder()
                .setHeader(header(document.key(), version, now))
                .setKind(document.kind())
                .setId(document.id())
                .setSetVersion(version)
                .setDocument(document.text())
                .build();
    }

    private static Policy marker(long version, long previous, int count, Instant now) {
        return Policy.newBuilder()
                .setHeader(header(MARKER_KIND + "/" + MARKER_ID, version, now))
                .setKind(MARKER_KIND)
                .setId(MARKER_ID)
                .setSetVersion(version)
                .setSet(PolicySet.newBuilder()
                        .setSetVersion(version)
                        .setPrevious(previous)
                        .setCount(count)
                        .build())
                .build();
    }

    private static Header header(String key, long version, Instant now) {
        return Header.newBuilder()
                .setEventId(key + "@" + version)
                .setSource(SOURCE)
                .setSourceKind(SourceKind.OTHER)
                .setOccurredAt(now)
                .build();
    }
}
