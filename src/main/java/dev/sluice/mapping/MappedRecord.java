package dev.sluice.mapping;

import org.apache.avro.specific.SpecificRecord;

/**
 * One canonical event, ready to be produced.
 *
 * @param topic where it goes
 * @param key the record key: the identityId, or {@code account:<system>/<account>} where the identity is unknown
 * @param event the event, of the topic's type
 */
public record MappedRecord(EventTopic topic, String key, SpecificRecord event) {}
