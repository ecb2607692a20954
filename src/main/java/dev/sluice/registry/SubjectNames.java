package dev.sluice.registry;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;

/** The three strategies every Confluent-speaking client knows. */
public enum SubjectNames implements SubjectNameStrategy {
    /** {@code <topic>-key} and {@code <topic>-value}: one record type per topic. */
    TOPIC_NAME(false) {
        @Override
        public String subjectName(String topic, boolean isKey, Schema schema) {
            return topic + (isKey ? "-key" : "-value");
        }
    },
    /** The record's full name: one chain of versions across all topics. */
    RECORD_NAME(true) {
        @Override
        public String subjectName(String topic, boolean isKey, Schema schema) {
            return recordName(schema);
        }
    },
    /** {@code <topic>-<full name>}: many record types per topic, checked within the topic. */
    TOPIC_RECORD_NAME(true) {
        @Override
        public String subjectName(String topic, boolean isKey, Schema schema) {
            return topic + "-" + recordName(schema);
        }
    };

    private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

    private final boolean usesSchema;

    SubjectNames(boolean usesSchema) {
        this.usesSchema = usesSchema;
    }

    @Override
    public boolean usesSchema() {
        return usesSchema;
    }

    /**
     * The strategy that a configuration value names: one of Confluent's class names, the simple form of it, or a class of
     * the application's own that implements {@link SubjectNameStrategy}.
     *
     * @throws ConfigException if there is no such strategy, or it is one this client does not support
     */
    public static SubjectNameStrategy named(String key, String value) {
        String name = value.startsWith(CONFLUENT_PACKAGE) ? value.substring(CONFLUENT_PACKAGE.length()) : value;
        return switch (name) {
            case "TopicNameStrategy" -> TOPIC_NAME;
            case "RecordNameStrategy" -> RECORD_NAME;
            case "TopicRecordNameStrategy" -> TOPIC_RECORD_NAME;
            case "AssociatedNameStrategy" ->
                throw new ConfigException(
                        key,
                        value,
                        "Associations are not supported. Use TopicNameStrategy, which names the same subjects unless the"
                                + " registry holds associations.");
            default -> instantiate(key, value);
        };
    }

    private static SubjectNameStrategy instantiate(String key, String className) {
        try {
            return Class.forName(className)
                    .asSubclass(SubjectNameStrategy.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(
                    key,
                    className,
                    "Not a usable subject name strategy: name TopicNameStrategy, RecordNameStrategy,"
                            + " TopicRecordNameStrategy, or a class with a public no-argument constructor that implements "
                            + SubjectNameStrategy.class.getName() + ".");
        }
    }

    private static String recordName(Schema schema) {
        if (schema == null || schema.getType() != Schema.Type.RECORD) {
            throw new SerializationException("A record-based subject name strategy needs a record schema, not "
                    + (schema == null ? "none" : schema.getType().getName()) + ".");
        }
        return schema.getFullName();
    }
}
