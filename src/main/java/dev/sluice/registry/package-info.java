/**
 * Confluent-compatible Schema Registry client and Avro serde, with Confluent's own configuration keys.
 *
 * <p>The hot path is {@link dev.sluice.registry.AvroCodec}; everything that talks to a registry sits behind {@link
 * dev.sluice.registry.SchemaRegistryClient}. Not supported, and refused by name rather than ignored: data contract rules,
 * schema contexts, associations, SASL and OAuth credentials.
 */
package dev.sluice.registry;
