package dev.sluice.generate;

/** The input categories, in the order in which their files are listed. */
public enum EventFile {
    /** HR's facts. */
    IDENTITY("identity"),
    /** Accounts and entitlements. */
    ACCESS("access"),
    /** Log-ins. */
    AUTHENTICATION("authentication"),
    /** Privileged sessions, credentials, pipelines. */
    PRIVILEGED_SESSION("privileged-session"),
    /** Certification and controls. */
    COMPLIANCE("compliance");

    private final String topic;

    EventFile(String topic) {
        this.topic = topic;
    }

    /**
     * The topic without prefix.
     *
     * @return for example {@code privileged-session}
     */
    public String topic() {
        return topic;
    }

    /**
     * The file of the category.
     *
     * @return for example {@code privileged-session.jsonl}
     */
    public String fileName() {
        return topic + ".jsonl";
    }
}
