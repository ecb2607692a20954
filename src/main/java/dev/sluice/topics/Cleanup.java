package dev.sluice.topics;

/** How a topic forgets. */
public enum Cleanup {
    /** Records go when they are older than the retention. */
    DELETE,
    /** The last record of each key stays. */
    COMPACT;

    /**
     * The value of Kafka's {@code cleanup.policy}.
     *
     * @return {@code delete} or {@code compact}
     */
    public String kafkaName() {
        return this == DELETE ? "delete" : "compact";
    }
}
