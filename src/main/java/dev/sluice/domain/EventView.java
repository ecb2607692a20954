package dev.sluice.domain;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.Subject;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * An input event, with the parts that all categories share.
 *
 * @param category the category
 * @param header the header
 * @param subject the subject
 * @param action the action's name
 * @param event the event itself
 */
public record EventView(Category category, Header header, Subject subject, String action, SpecificRecordBase event) {
    /**
     * The view of an event of any category.
     *
     * @param event an event of one of the five categories
     * @return the view
     * @throws IllegalArgumentException if it is another record
     */
    public static EventView of(SpecificRecordBase event) {
        if (event instanceof IdentityEvent e) {
            return new EventView(
                    Category.IDENTITY,
                    e.getHeader(),
                    e.getSubject(),
                    e.getAction().name(),
                    e);
        }
        if (event instanceof AccessEvent e) {
            return new EventView(
                    Category.ACCESS,
                    e.getHeader(),
                    e.getSubject(),
                    e.getAction().name(),
                    e);
        }
        if (event instanceof AuthenticationEvent e) {
            return new EventView(
                    Category.AUTHENTICATION,
                    e.getHeader(),
                    e.getSubject(),
                    e.getAction().name(),
                    e);
        }
        if (event instanceof PrivilegedSessionEvent e) {
            return new EventView(
                    Category.PRIVILEGED_SESSION,
                    e.getHeader(),
                    e.getSubject(),
                    e.getAction().name(),
                    e);
        }
        if (event instanceof ComplianceEvent e) {
            return new EventView(
                    Category.COMPLIANCE,
                    e.getHeader(),
                    e.getSubject(),
                    e.getAction().name(),
                    e);
        }
        throw new IllegalArgumentException("Not an event: " + event.getSchema().getFullName());
    }

    /**
     * The key under which the event belongs: its identity, else its account.
     *
     * @return the record key, or null if the event names neither
     */
    public String subjectKey() {
        if (subject.getIdentityId() != null) {
            return subject.getIdentityId();
        }
        if (subject.getAccount() != null) {
            return SubjectKeys.account(
                    subject.getAccount().getSystem(), subject.getAccount().getName());
        }
        return null;
    }

    /**
     * When it occurred.
     *
     * @return ms since the epoch
     */
    public long occurredAt() {
        return header.getOccurredAt().toEpochMilli();
    }

    /**
     * A hash of what the event says, whatever it says of its own transport: two deliveries of one event agree, also if
     * the contract has grown between them; two events under one id do not.
     *
     * @return the hash
     */
    public long contentHash() {
        return ContentHash.of(event);
    }
}
