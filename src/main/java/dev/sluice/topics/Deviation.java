package dev.sluice.topics;

/**
 * A difference between the catalogue and a cluster.
 *
 * @param topic the full name of the topic
 * @param severity whether the stream app may start with it
 * @param what what differs: {@code topic}, {@code partitions}, {@code replication}, or a Kafka configuration key
 * @param expected what the catalogue asks for
 * @param actual what the cluster has
 * @param remedy what to do, one sentence
 */
public record Deviation(String topic, Severity severity, String what, String expected, String actual, String remedy) {
    /** What a deviation means for the stream app. */
    public enum Severity {
        /** State or results would be wrong: the app must not start. */
        FATAL,
        /** Durability or retention differ from what was declared: the app starts and says so. */
        WARNING
    }

    /**
     * Whether the stream app must not start.
     *
     * @return true for FATAL
     */
    public boolean fatal() {
        return severity == Severity.FATAL;
    }

    @Override
    public String toString() {
        return topic + ": " + what + " is " + actual + ", expected " + expected + ". " + remedy;
    }
}
