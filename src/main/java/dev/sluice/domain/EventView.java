package dev.sluice.domain;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
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
 * @param subjectKey the record key under which it belongs: its identity, else its account; null if it names neither
 */
public record EventView(
        Category category, Header header, Subject subject, String action, SpecificRecordBase event, String subjectKey) {
    /**
     * The view of an event of any category.
     *
     * @param event an event of one of the five categories
     * @return the view
     * @throws IllegalArgumentException if it is another record
     */
    public static EventView of(SpecificRecordBase event) {
        if (event instanceof IdentityEvent e) {
            return view(Category.IDENTITY, e.getHeader(), e.getSubject(), e.getAction(), e);
        }
        if (event instanceof AccessEvent e) {
            return view(Category.ACCESS, e.getHeader(), e.getSubject(), e.getAction(), e);
        }
        if (event instanceof AuthenticationEvent e) {
            return view(Category.AUTHENTICATION, e.getHeader(), e.getSubject(), e.getAction(), e);
        }
        if (event instanceof PrivilegedSessionEvent e) {
            return view(Category.PRIVILEGED_SESSION, e.getHeader(), e.getSubject(), e.getAction(), e);
        }
        if (event instanceof ComplianceEvent e) {
            return view(Category.COMPLIANCE, e.getHeader(), e.getSubject(), e.getAction(), e);
        }
        throw new IllegalArgumentException("Not an event: " + event.getSchema().getFullName());
    }

    private static EventView view(
            Category category, Header header, Subject subject, Enum<?> action, SpecificRecordBase event) {
        return new EventView(category, header, subject, action.name(), event, subjectKey(subject));
    }

    private static String subjectKey(Subject subject) {
        if (subject.getIdentityId() != null) {
            return subject.getIdentityId();
        }
        AccountRef account = subject.getAccount();
        return account == null ? null : SubjectKeys.account(account.getSystem(), account.getName());
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
