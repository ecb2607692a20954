package dev.sluice.registry;

import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * A schema as the registry holds it under a subject.
 *
 * @param subject the subject it is registered under
 * @param version 1 or greater
 * @param id the id written into records
 * @param guid the registry-independent id; null from registries before 8.0
 * @param schema the parsed schema, references resolved
 */
public record RegisteredSchema(String subject, int version, int id, UUID guid, Schema schema) {

    /** Checks that all but the guid are there. */
    public RegisteredSchema {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(schema, "schema");
    }
}
