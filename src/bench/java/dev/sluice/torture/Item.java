package dev.sluice.torture;

import dev.sluice.torture.oracle.Fed;

/**
 * A record to be fed.
 *
 * @param topic the topic, with prefix
 * @param key its key
 * @param value its value, null for none
 * @param arrivedAt its timestamp (ms since the epoch)
 * @param sort what it is
 * @param eventId the event's source and id; null of poison
 */
record Item(String topic, byte[] key, byte[] value, long arrivedAt, Fed.Sort sort, String eventId) {
    Item as(Fed.Sort otherSort) {
        return new Item(topic, key, value, arrivedAt, otherSort, eventId);
    }

    Item with(byte[] otherValue) {
        return new Item(topic, key, otherValue, arrivedAt, sort, eventId);
    }

    Item at(long otherArrival) {
        return new Item(topic, key, value, otherArrival, sort, eventId);
    }
}
