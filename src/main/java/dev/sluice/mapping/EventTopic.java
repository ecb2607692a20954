package dev.sluice.mapping;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** The input topics that mapped events go to, each with its one record type. */
public enum EventTopic {
    /** Joiners, movers, leavers. */
    IDENTITY("identity", IdentityEvent.class),
    /** Accounts, entitlements, requests. */
    ACCESS("access", AccessEvent.class),
    /** Log-ins. */
    AUTHENTICATION("authentication", AuthenticationEvent.class),
    /** Privileged sessions and secrets. */
    PRIVILEGED_SESSION("privileged-session", PrivilegedSessionEvent.class),
    /** Certification, exceptions, anomalies. */
    COMPLIANCE("compliance", ComplianceEvent.class);

    private final String topic;
    private final Class<? extends SpecificRecord> type;

    EventTopic(String topic, Class<? extends SpecificRecord> type) {
        this.topic = topic;
        this.type = type;
    }

    /**
     * The topic's name without prefix.
     *
     * @return for example {@code privileged-session}
     */
    public String topic() {
        return topic;
    }

    /**
     * The topic's record type.
     *
     * @return the generated class
     */
    public Class<? extends SpecificRecord> type() {
        return type;
    }

    /**
     * Finds a topic by name.
     *
     * @param name the name without prefix, may be null
     * @return the topic, empty if no event topic has that name
     */
    public static Optional<EventTopic> byName(String name) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.topic.equals(name))
                .findFirst();
    }

    /**
     * All names, for messages.
     *
     * @return the names, comma separated
     */
    public static String names() {
        return Arrays.stream(values()).map(EventTopic::topic).collect(Collectors.joining(", "));
    }
}
