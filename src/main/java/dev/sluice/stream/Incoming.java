package dev.sluice.stream;

import org.apache.kafka.common.header.Headers;

/**
 * A record as it was read, with the coordinates at which it was first read.
 *
 * @param topic the topic with prefix
 * @param partition the partition
 * @param offset the offset
 * @param arrivedAt the record timestamp (ms since the epoch)
 * @param key the key bytes, may be null
 * @param value the value bytes, may be null
 * @param headers the record headers
 */
record Incoming(String topic, int partition, long offset, long arrivedAt, byte[] key, byte[] value, Headers headers) {}
