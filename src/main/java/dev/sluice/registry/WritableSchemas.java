package dev.sluice.registry;

import org.apache.avro.Schema;

/**
 * Asks for the ids that records will be written with, before the first record is: by the same settings, so that what a
 * registry refuses is known at the start, and what it gives is in the client's caches.
 */
public final class WritableSchemas {
    private final SchemaChoice choice;

    /**
     * By a client's settings.
     *
     * @param client the registry; stays open
     * @param config its settings
     */
    public WritableSchemas(SchemaRegistryClient client, SchemaRegistryConfig config) {
        choice = new SchemaChoice(client, config.writing());
    }

    /**
     * Asks for one id, registering the schema if that is how the client writes.
     *
     * @param subject the subject
     * @param schema the schema of the records
     * @throws RestException if the registry refuses, or does not have it
     * @throws RegistryUnavailableException if it does not answer
     * @throws org.apache.kafka.common.errors.SerializationException if what it has does not fit
     */
    public void require(String subject, Schema schema) {
        choice.choose(subject, schema);
    }

    /**
     * A schema as it is registered.
     *
     * @param schema a generated class's schema
     * @param config says whether Java's properties are left out
     * @return the schema that is sent
     */
    public static Schema asSent(Schema schema, SchemaRegistryConfig config) {
        return config.writing().removeJavaProperties() ? SchemaTexts.withoutJavaProperties(schema) : schema;
    }
}
