package dev.sluice.topics;

import dev.sluice.topics.Deviation.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/** Compares what a cluster has with what is declared. Looks only at what it is given. */
final class TopicComparison {
    private static final String SIZE = "max.message.bytes";

    /** What Kafka takes by default; the stage writes records of nearly that size to every topic that it writes. */
    private static final String DEFAULT_SIZE = "1048588";

    private static final String STAGE = "govern";

    private final TopicCatalogue catalogue;
    private final String prefix;
    private final TopicOverrides overrides;

    TopicComparison(TopicCatalogue catalogue, String prefix, TopicOverrides overrides) {
        this.catalogue = catalogue;
        this.prefix = prefix;
        this.overrides = overrides;
    }

    List<Deviation> deviations(Map<String, TopicDescription> found, Map<String, Config> configs) {
        int common = commonCount(found);
        List<Deviation> deviations = new ArrayList<>();
        for (TopicSpec spec : catalogue.topics()) {
            String topic = spec.fullName(prefix);
            TopicDescription description = found.get(topic);
            if (description == null) {
                deviations.add(new Deviation(
                        topic, Severity.FATAL, "topic", "present", "missing", "Run `sluice topics create`."));
                continue;
            }
            partitions(spec, description, common, deviations);
            replication(spec, description, deviations);
            Config config = configs.get(topic);
            if (config != null) {
                config(spec, description, config, deviations);
            }
        }
        return List.copyOf(deviations);
    }

    /** The count that most co-partitioned topics have; of equally frequent ones the greatest, since counts only grow. */
    private int commonCount(Map<String, TopicDescription> found) {
        Map<Integer, Long> frequency = catalogue.coPartitioned().stream()
                .map(spec -> found.get(spec.fullName(prefix)))
                .filter(description -> description != null)
                .map(description -> description.partitions().size())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return frequency.entrySet().stream()
                .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    private void partitions(TopicSpec spec, TopicDescription description, int common, List<Deviation> deviations) {
        int actual = description.partitions().size();
        String topic = description.name();
        if (spec.coPartitioned() && actual != common) {
            deviations.add(new Deviation(
                    topic,
                    Severity.FATAL,
                    "partitions",
                    Integer.toString(common),
                    Integer.toString(actual),
                    "All co-partitioned topics need the same count. Adding partitions moves keys away from their state:"
                            + " make the topic anew with " + common + " partitions while nothing writes to it."));
        }
    }

    private void replication(TopicSpec spec, TopicDescription description, List<Deviation> deviations) {
        int expected = overrides.replication(spec);
        int actual = replicas(description);
        if (actual != expected) {
            deviations.add(new Deviation(
                    description.name(),
                    Severity.WARNING,
                    "replication",
                    Integer.toString(expected),
                    Integer.toString(actual),
                    "Change it with kafka-reassign-partitions, or give --replication " + actual
                            + " if that is intended here."));
        }
    }

    private static int replicas(TopicDescription description) {
        return description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    private void config(TopicSpec spec, TopicDescription description, Config config, List<Deviation> deviations) {
        String topic = description.name();
        boolean written = spec.writers().contains(STAGE);
        Map<String, String> declared =
                new TreeMap<>(spec.kafkaConfig(overrides.replication(spec), overrides.retentionForever()));
        if (written) {
            declared.putIfAbsent(SIZE, DEFAULT_SIZE);
        }
        declared.forEach((key, expected) -> {
            ConfigEntry entry = config.get(key);
            String actual = entry == null || entry.value() == null ? "unset" : entry.value();
            boolean size = written && key.equals(SIZE);
            if (size ? tooSmall(expected, actual) : !same(expected, actual)) {
                // A record that the topic refuses would end one stream thread after the other.
                Severity severity = size ? Severity.FATAL : Severity.WARNING;
                deviations.add(new Deviation(topic, severity, key, expected, actual, remedy(topic, key, expected)));
            }
        });
    }

    private static boolean tooSmall(String least, String actual) {
        try {
            return Long.parseLong(actual) < Long.parseLong(least);
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static boolean same(String expected, String actual) {
        if (expected.equals(actual)) {
            return true;
        }
        try {
            return Double.parseDouble(expected) == Double.parseDouble(actual);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String remedy(String topic, String key, String expected) {
        return "Run `kafka-configs --alter --entity-type topics --entity-name " + topic + " --add-config " + key + "="
                + expected + "`.";
    }
}
