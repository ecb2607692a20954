package dev.sluice.subjects;

import java.util.Objects;
import org.apache.avro.Schema;

/**
 * A subject of the contract.
 *
 * @param topic the topic without the prefix
 * @param name the subject's name in the registry
 * @param schema the schema of the topic's values
 */
public record ContractSubject(String topic, String name, Schema schema) {
    /** Checks the parts. */
    public ContractSubject {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schema, "schema");
    }
}
