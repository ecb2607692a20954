package dev.sluice.stream;

/**
 * All names of the topology: a public contract. Renaming a store or a source loses its state on upgrade, so a name here
 * only ever gets a successor beside it.
 */
public final class Names {
    /** The one stateful stage. */
    public static final String GOVERN = "govern";

    /** What writes the audit for SIEMs, if it is asked for. */
    public static final String RENDER = "render";

    /** State of each identity, by key. */
    public static final String IDENTITY_STORE = "identity-store";
    /** What each identity did lately, by key. */
    public static final String ACTIVITY_STORE = "activity-store";
    /** Whose accounts are, and what waits until that is known. */
    public static final String CORRELATION_STORE = "correlation-store";
    /** What is due when: dueAt (8 bytes, big-endian) and key. */
    public static final String TIMER_STORE = "timer-store";
    /** Ids of events seen, for deduplication. */
    public static final String SEEN_EVENT_STORE = "seen-event-store";
    /** Policy documents and the active set. */
    public static final String POLICY_STORE = "policy-store";
    /** Holds nothing: tells the stage that a commit begins. */
    public static final String WRITE_BACK = "write-back";
    /** The audit sequence and other single values of a task. */
    public static final String TASK_STORE = "task-store";
    /** The keys with which personal details of the audit are sealed, by subject. */
    public static final String SUBJECT_KEY_STORE = "subject-key-store";
    /** These keys of all writers, for what opens details. */
    public static final String ALL_SUBJECT_KEYS = "all-subject-keys";

    /** Topic of policy documents, without prefix. */
    public static final String POLICY = "policy";
    /** Topic of control records, without prefix. */
    public static final String CONTROL = "control";
    /** Internal topic between partitions, without prefix. */
    public static final String EXCHANGE = "exchange";
    /** Topic of the published view, without prefix. */
    public static final String IDENTITY_ACCESS = "identity-access";
    /** Topic of finding changes, without prefix. */
    public static final String FINDING = "finding";
    /** Topic of the last state of each finding, without prefix. */
    public static final String FINDING_STATE = "finding-state";
    /** Topic of commands, without prefix. */
    public static final String PROVISIONING_COMMAND = "provisioning-command";
    /** Topic of tickets, without prefix. */
    public static final String TICKET = "ticket";
    /** Topic of the audit, without prefix. */
    public static final String AUDIT = "audit";
    /** Topic of the audit's checkpoints, without prefix. */
    public static final String AUDIT_CHECKPOINT = "audit-checkpoint";
    /** Topic of the keys that seal personal details of the audit, without prefix. */
    public static final String SUBJECT_KEY = "subject-key";
    /** Topic of undecidable records, without prefix. */
    public static final String DEAD_LETTER = "dead-letter";
    /** Topic of records that a relay's target refuses, without prefix. */
    public static final String RELAY_PARKED = "relay-parked";
    /** Topic of what was done with dead letters, without prefix. */
    public static final String DEAD_LETTER_MARK = "dead-letter-mark";

    private Names() {}

    /**
     * The source that reads a topic.
     *
     * @param topic the topic without prefix
     * @return the node's name
     */
    public static String source(String topic) {
        return "read-" + topic;
    }

    /**
     * The sink by which a processor writes a topic that another one writes as well.
     *
     * @param topic the topic without prefix
     * @param processor the processor
     * @return the node's name
     */
    public static String sink(String topic, String processor) {
        return sink(topic) + "-of-" + processor;
    }

    /**
     * The sink that writes a topic.
     *
     * @param topic the topic without prefix
     * @return the node's name
     */
    public static String sink(String topic) {
        return "write-" + topic;
    }
}
