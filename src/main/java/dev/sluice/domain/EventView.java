package dev.sluice.domain;

import dev.sluice.domain.group.GroupNames;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.GroupRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
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
 * @param subjectKey the record key under which it belongs: its identity, else its account, else the group or unit of which it tells;
 *     null if it names none
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
            return identity(e);
        }
        if (event instanceof AccessEvent e) {
            return access(e);
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

    private static EventView identity(IdentityEvent e) {
        String key = e.getGroup() == null ? null : keyOf(e.getGroup());
        return key == null || !isEmpty(e.getSubject()) || !isAboutGroup(e)
                ? view(Category.IDENTITY, e.getHeader(), e.getSubject(), e.getAction(), e)
                : new EventView(
                        Category.IDENTITY,
                        e.getHeader(),
                        e.getSubject(),
                        e.getAction().name(),
                        e,
                        key);
    }

    /** What failed of a command about a group names the group only. */
    private static EventView access(AccessEvent e) {
        boolean ofGroup = e.getAction() == AccessAction.PROVISIONING_FAILED
                && isEmpty(e.getSubject())
                && e.getEntitlement() != null;
        String key = ofGroup
                ? GroupNames.groupKey(
                                e.getEntitlement().getSystem(),
                                e.getEntitlement().getName())
                        .orElse(null)
                : subjectKey(e.getSubject());
        return new EventView(
                Category.ACCESS, e.getHeader(), e.getSubject(), e.getAction().name(), e, key);
    }

    private static boolean isEmpty(Subject subject) {
        return subject.getIdentityId() == null && subject.getAccount() == null;
    }

    /**
     * Whether an event tells of a group rather than of an identity.
     *
     * @param event the event
     * @return true for GROUP_CREATED, GROUP_CHANGED and GROUP_DELETED
     */
    public static boolean isAboutGroup(IdentityEvent event) {
        return event.getAction() == IdentityAction.GROUP_CREATED
                || event.getAction() == IdentityAction.GROUP_CHANGED
                || event.getAction() == IdentityAction.GROUP_DELETED;
    }

    /** Of a group of a target its own, of one of HR that of the unit; null if it names neither. */
    private static String keyOf(GroupRef group) {
        if (group.getSystem() != null) {
            return GroupNames.groupKey(group.getSystem(), group.getName()).orElse(null);
        }
        return GroupNames.attributeOf(group.getKind())
                .flatMap(attribute -> GroupNames.unitKey(attribute, group.getName()))
                .orElse(null);
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
