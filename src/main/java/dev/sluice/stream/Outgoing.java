package dev.sluice.stream;

/**
 * The value of an output record, encoded, and where it goes. Derived records stay in the partition of what they were
 * derived from, whatever their own key is.
 *
 * @param bytes the encoded value; null for a tombstone
 * @param partition the partition to write to
 */
record Outgoing(byte[] bytes, int partition) {}
