package dev.sluice.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The keys of Kafka's clients and of Kafka Streams, which are passed through, with the prefixes that Streams knows. */
final class KafkaNames {
    private static final List<String> CLIENT_PREFIXES = List.of(
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX);

    /** What follows these is a name that somebody chose. */
    private static final List<String> FREE =
            List.of("config.providers.", "metrics.context.", StreamsConfig.CLIENT_TAG_PREFIX);

    /** Values that begin with these are read by Kafka, but are in no definition that can be asked. */
    private static final Set<String> UNDEFINED = Set.of(
            "config.providers",
            "state.cleanup.dir.max.age.ms",
            "processing.exception.handler.global.enabled",
            StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG);

    private final Map<String, ConfigDef.ConfigKey> streams =
            StreamsConfig.configDef().configKeys();
    private final Map<String, ConfigDef.ConfigKey> consumer =
            ConsumerConfig.configDef().configKeys();
    private final Map<String, ConfigDef.ConfigKey> producer =
            ProducerConfig.configDef().configKeys();
    private final Map<String, ConfigDef.ConfigKey> admin =
            AdminClientConfig.configDef().configKeys();
    private final Set<String> topic = topicNames();

    private static Set<String> topicNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Field field : TopicConfig.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_CONFIG")) {
                try {
                    names.add((String) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException("A public constant of Kafka's can't be read: " + field, e);
                }
            }
        }
        return names;
    }

    boolean has(String key) {
        return definition(key).isPresent()
                || UNDEFINED.contains(key)
                || FREE.stream().anyMatch(prefix -> key.length() > prefix.length() && key.startsWith(prefix))
                || (key.startsWith(StreamsConfig.TOPIC_PREFIX)
                        && topic.contains(key.substring(StreamsConfig.TOPIC_PREFIX.length())));
    }

    Optional<ConfigDef.ConfigKey> definition(String key) {
        String bare = withoutPrefix(key);
        return Stream.of(streams, consumer, producer, admin)
                .map(keys -> keys.get(bare))
                .filter(found -> found != null)
                .findFirst();
    }

    private static String withoutPrefix(String key) {
        return CLIENT_PREFIXES.stream()
                .filter(key::startsWith)
                .findFirst()
                .map(prefix -> key.substring(prefix.length()))
                .orElse(key);
    }

    /** All names without prefixes. */
    Set<String> all() {
        Set<String> all = new LinkedHashSet<>(UNDEFINED);
        Stream.of(streams, consumer, producer, admin).forEach(keys -> all.addAll(keys.keySet()));
        return all;
    }
}
