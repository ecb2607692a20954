package dev.sluice.registry;

import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Finds the schema a record is written with, in Confluent's order: register, then a fixed id, then the latest version, then
 * look up.
 */
final class SchemaChoice {

    /**
     * @param id the id to put before the record
     * @param schema the schema to write with
     */
    record Chosen(int id, Schema schema) {}

    private final SchemaRegistryClient client;
    private final SchemaRegistryConfig.Writing rules;

    SchemaChoice(SchemaRegistryClient client, SchemaRegistryConfig.Writing rules) {
        this.client = client;
        this.rules = rules;
    }

    Chosen choose(String subject, Schema own) {
        Schema sent = rules.removeJavaProperties() ? SchemaTexts.withoutJavaProperties(own) : own;
        if (rules.register()) {
            return new Chosen(client.register(subject, sent, rules.normalize()), own);
        }
        if (rules.schemaId() >= 0) {
            Schema fixed = client.byId(rules.schemaId(), subject);
            requireReadable(fixed, own, rules.idStrict(), "id " + rules.schemaId(), RegistryKeys.ID_STRICT);
            return new Chosen(rules.schemaId(), fixed);
        }
        if (rules.latest()) {
            RegisteredSchema latest = client.latest(subject);
            requireReadable(
                    latest.schema(),
                    own,
                    rules.latestStrict(),
                    "version " + latest.version() + " of subject " + subject,
                    RegistryKeys.LATEST_STRICT);
            return new Chosen(latest.id(), latest.schema());
        }
        return new Chosen(client.lookup(subject, sent, rules.normalize()), own);
    }

    private static void requireReadable(Schema target, Schema own, boolean strict, String what, String key) {
        if (strict && !SchemaTexts.canRead(target, own)) {
            throw new SerializationException("The record's schema " + own.getFullName() + " is not compatible with "
                    + what + ". Register the record's schema, or set " + key + "=false to write regardless.");
        }
    }
}
