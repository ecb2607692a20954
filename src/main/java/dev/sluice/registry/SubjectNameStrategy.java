package dev.sluice.registry;

import org.apache.avro.Schema;

/** Says under which subject the schema of a topic's keys or values is registered. Implementations need a public no-argument constructor. */
public interface SubjectNameStrategy {

    /**
     * @param topic the topic written or read
     * @param isKey whether the record's key is meant
     * @param schema the schema written; null when {@link #usesSchema()} is false and none is known
     * @return the subject
     */
    String subjectName(String topic, boolean isKey, Schema schema);

    /** Whether the answer depends on the schema. */
    boolean usesSchema();
}
