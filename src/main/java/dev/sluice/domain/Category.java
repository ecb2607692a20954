package dev.sluice.domain;

/** The five event categories, each a topic with one record type. */
public enum Category {
    /** Joiner, mover, leaver. */
    IDENTITY("identity"),
    /** Accounts, entitlements, requests. */
    ACCESS("access"),
    /** Log-ins, challenges, tokens. */
    AUTHENTICATION("authentication"),
    /** Privileged sessions, credentials, leases, pipelines. */
    PRIVILEGED_SESSION("privileged-session"),
    /** Certification, exceptions, reported conflicts and anomalies. */
    COMPLIANCE("compliance");

    private final String topic;

    Category(String topic) {
        this.topic = topic;
    }

    /**
     * The category's topic, without prefix.
     *
     * @return the name in the catalogue
     */
    public String topic() {
        return topic;
    }

    /**
     * The category of a topic.
     *
     * @param topic a topic name without prefix
     * @return the category, or null if the topic holds no events
     */
    public static Category ofTopic(String topic) {
        for (Category category : values()) {
            if (category.topic.equals(topic)) {
                return category;
            }
        }
        return null;
    }
}
