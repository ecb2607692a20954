package dev.sluice.topics;

import dev.sluice.text.KafkaRefusal;
import dev.sluice.topics.Deviation.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics of a catalogue in a cluster, and compares them with it. Does not own the client. */
public final class TopicAdmin {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Admin admin;
    private final TopicCatalogue catalogue;

    /**
     * For one cluster.
     *
     * @param admin the client; stays open
     * @param catalogue what there should be
     */
    public TopicAdmin(Admin admin, TopicCatalogue catalogue) {
        this.admin = Objects.requireNonNull(admin, "admin");
        this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
    }

    /**
     * What a creation did.
     *
     * @param created full names of the topics that are new
     * @param existing full names of those that were there and are left as they are
     */
    public record Created(List<String> created, List<String> existing) {
        /** Copies the lists. */
        public Created {
            created = List.copyOf(created);
            existing = List.copyOf(existing);
        }
    }

    /**
     * Makes what is missing. Existing topics are not touched, whatever they look like: {@link #check} tells.
     *
     * @param prefix the topic prefix
     * @param overrides what the cluster has otherwise than declared
     * @return what is new and what was there
     * @throws TopicAdminException if the cluster refuses or does not answer within a minute
     */
    public Created create(String prefix, TopicOverrides overrides) {
        List<NewTopic> wanted = catalogue.topics().stream()
                .map(spec -> newTopic(spec, prefix, overrides))
                .toList();
        List<String> created = new ArrayList<>();
        List<String> existing = new ArrayList<>();
        Map<String, KafkaFuture<Void>> answers = admin.createTopics(wanted).values();
        for (NewTopic topic : wanted) {
            String name = topic.name();
            boolean isNew = answer(
                            answers.get(name).thenApply(done -> name),
                            TopicExistsException.class,
                            new Request("create " + name, "Create"))
                    .isPresent();
            (isNew ? created : existing).add(name);
        }
        awaitVisible(prefix);
        return new Created(created, existing);
    }

    /** The controller acknowledges a topic before every broker tells of it; whoever creates expects to use it at once. */
    private void awaitVisible(String prefix) {
        int attempts = (int) (TIMEOUT.toMillis() / LOOK_AGAIN.toMillis());
        for (int attempt = 1;
                describe(prefix, catalogue.topics()).size() < catalogue.topics().size();
                attempt++) {
            if (attempt >= attempts) {
                throw new TopicAdminException(
                        "The cluster acknowledged the topics but shows only some of them after " + TIMEOUT.toSeconds()
                                + " s; look at its brokers, then run `sluice topics check`.",
                        null);
            }
            try {
                Thread.sleep(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TopicAdminException("Interrupted while waiting for the topics to appear.", e);
            }
        }
    }

    private static NewTopic newTopic(TopicSpec spec, String prefix, TopicOverrides overrides) {
        int replication = overrides.replication(spec);
        return new NewTopic(spec.fullName(prefix), overrides.partitions(spec), (short) replication)
                .configs(spec.kafkaConfig(replication, overrides.retentionForever()));
    }

    /**
     * Compares the cluster with the catalogue as declared.
     *
     * @param prefix the topic prefix
     * @return what differs, in the order of the catalogue; empty if nothing does
     * @throws TopicAdminException if the cluster refuses or does not answer within a minute
     */
    public List<Deviation> check(String prefix) {
        return check(prefix, TopicOverrides.NONE);
    }

    /**
     * Compares the cluster with the catalogue and overrides.
     *
     * @param prefix the topic prefix
     * @param overrides what the cluster is to have otherwise than declared
     * @return what differs, in the order of the catalogue; empty if nothing does
     * @throws TopicAdminException if the cluster refuses or does not answer within a minute
     */
    public List<Deviation> check(String prefix, TopicOverrides overrides) {
        Map<String, TopicDescription> found = describe(prefix, catalogue.topics());
        Map<String, Config> configs = configs(found.keySet());
        TopicComparison comparison = new TopicComparison(catalogue, prefix, overrides);
        return comparison.deviations(found, configs);
    }

    /**
     * What keeps the stream app from starting: missing topics, and partition counts that differ.
     *
     * @param deviations of a check
     * @return those of severity FATAL
     */
    public static List<Deviation> fatal(Collection<Deviation> deviations) {
        return deviations.stream()
                .filter(deviation -> deviation.severity() == Severity.FATAL)
                .toList();
    }

    /**
     * How a topic survives the loss of brokers.
     *
     * @param replicas how many copies each partition has at least: one that is moved has more meanwhile
     * @param inSync how many of them have to have a record before it counts; null if the cluster does not say
     */
    public record Durability(int replicas, String inSync) {}

    /**
     * How a topic survives the loss of brokers.
     *
     * @param topic its full name
     * @return empty if there is no such topic
     * @throws TopicAdminException if the cluster refuses or does not answer within a minute
     */
    public Optional<Durability> durability(String topic) {
        Optional<TopicDescription> description = answer(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic),
                UnknownTopicOrPartitionException.class,
                new Request("describe " + topic, "Describe"));
        Config config = configs(List.of(topic)).get(topic);
        ConfigEntry inSync = config == null ? null : config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        return description.map(found -> new Durability(
                found.partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(1),
                inSync == null ? null : inSync.value()));
    }

    /**
     * The common partition count of the co-partitioned topics.
     *
     * @param prefix the topic prefix
     * @return the count; empty if topics are missing or differ, which {@link #check} explains
     * @throws TopicAdminException if the cluster refuses or does not answer within a minute
     */
    public OptionalInt partitionCount(String prefix) {
        List<TopicSpec> together = catalogue.coPartitioned();
        Map<String, TopicDescription> found = describe(prefix, together);
        int[] counts = found.values().stream()
                .mapToInt(description -> description.partitions().size())
                .distinct()
                .toArray();
        boolean common = found.size() == together.size() && counts.length == 1;
        return common ? OptionalInt.of(counts[0]) : OptionalInt.empty();
    }

    private Map<String, TopicDescription> describe(String prefix, Collection<TopicSpec> specs) {
        List<String> names = specs.stream().map(spec -> spec.fullName(prefix)).toList();
        Map<String, TopicDescription> found = new LinkedHashMap<>();
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(names).topicNameValues();
        for (String name : names) {
            answer(
                            answers.get(name),
                            UnknownTopicOrPartitionException.class,
                            new Request("describe " + name, "Describe"))
                    .ifPresent(description -> found.put(name, description));
        }
        return found;
    }

    private Map<String, Config> configs(Collection<String> names) {
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new LinkedHashMap<>();
        admin.describeConfigs(resources).values().forEach((resource, future) -> {
            String name = resource.name();
            // A topic that is deleted in between is unknown here: the next check reports it.
            answer(
                            future,
                            UnknownTopicOrPartitionException.class,
                            new Request("read the configuration of " + name, "DescribeConfigs"))
                    .ifPresent(config -> configs.put(name, config));
        });
        return configs;
    }

    /** What the cluster is asked to do, and the right that it takes. */
    private record Request(String doing, String right) {}

    /** Waits; empty if it failed in the expected way. */
    private static <T> Optional<T> answer(KafkaFuture<T> future, Class<? extends Exception> expected, Request request) {
        try {
            return Optional.of(future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (expected.isInstance(e.getCause())) {
                return Optional.empty();
            }
            // The client gives up after about as long as we do; which of the two is first makes no difference.
            if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw silent(request.doing(), e);
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new TopicAdminException(
                        "The cluster refuses to " + request.doing() + "; give the user the ACL " + request.right()
                                + " on that topic: `sluice acls` prints all that are needed.",
                        e);
            }
            throw new TopicAdminException(
                    "The cluster can't " + request.doing() + ": "
                            + KafkaRefusal.explain(e.getCause())
                                    .orElse(e.getCause().getMessage()),
                    e);
        } catch (TimeoutException e) {
            throw silent(request.doing(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicAdminException("Interrupted while waiting for the cluster to " + request.doing() + ".", e);
        }
    }

    private static TopicAdminException silent(String doing, Exception cause) {
        return new TopicAdminException(
                "The cluster did not answer within " + TIMEOUT.toSeconds() + " s when asked to " + doing
                        + "; check bootstrap.servers and whether the brokers are up.",
                cause);
    }
}
