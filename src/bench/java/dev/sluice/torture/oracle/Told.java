package dev.sluice.torture.oracle;

/**
 * A record of a topic of decisions.
 *
 * @param topic the topic, without prefix
 * @param partition its partition
 * @param id the finding, command or ticket
 * @param status what it says of it
 * @param text all of it, to tell two from each other
 */
public record Told(String topic, int partition, String id, String status, String text) {}
