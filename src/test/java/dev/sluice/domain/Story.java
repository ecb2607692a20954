package dev.sluice.domain;

import dev.sluice.domain.Events.WorkerPart;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Joiner;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The story of one identity, told in the order in which its events arrive: {@code at("2026-03-01T09:00:00Z").hire()}.
 * Telling something earlier than what was told before makes it a late fact.
 */
public final class Story {
    /** Whose story it is. */
    public static final String ADA = "E1001";

    private final Harness harness;
    private int told;

    public Story(Policies policies) {
        harness = new Harness(ADA, policies);
    }

    /** sap is enforced, ad is reported by its policy, jira is ignored; nothing is said of any other system. */
    public static Policies usualPolicies() {
        return Policies.of(
                1,
                enforced("sap"),
                quiet(SystemPolicy.defaults("ad")),
                quiet(SystemPolicy.defaults("hr")),
                ignored("jira"));
    }

    /** Commands are issued once, and nobody minds that they are not answered: most stories are about something else. */
    public static final Retry PATIENT = new Retry(Duration.ofDays(30_000), 1, Duration.ofDays(30_000), 1);

    /** A system in which access without a reason and accounts in use are nobody's concern. */
    public static SystemPolicy quiet(SystemPolicy policy) {
        Map<AccessFinding, AccessFinding.Handling> unreported = new EnumMap<>(AccessFinding.class);
        for (AccessFinding kind : AccessFinding.values()) {
            AccessFinding.Handling defaults = kind.defaults();
            unreported.put(kind, new AccessFinding.Handling(defaults.grace(), defaults.severity(), false));
        }
        return policy.withFindings(unreported);
    }

    /** Accounts of leavers are kept for good, those of who is on leave as they are: most stories are about something else. */
    public static SystemPolicy enforced(String system) {
        return quiet(SystemPolicy.defaults(system))
                .withMode(Mode.ENFORCE)
                .withRetry(PATIENT)
                .withLeave(Leave.of(OnLeave.KEEP))
                .withLeaver(new Leaver(
                        Leaver.DEFAULTS.disable(),
                        Leaver.DEFAULTS.revoke(),
                        Duration.ofDays(30_000),
                        Leaver.DEFAULTS.residue()));
    }

    /** Roles by department, leaves that disable, deletion after a while, a lead for joiners: everything that makes work. */
    public static Policies governedPolicies() {
        return Policies.of(
                        1,
                        governed("sap").withJoiner(new Joiner(Duration.ofDays(2))),
                        governed("ldap"),
                        SystemPolicy.defaults("ad"),
                        ignored("jira"))
                .withRoles(Roles.of(List.of(
                        role("treasury", "Treasury", Duration.ofDays(3), "sap:CLERK", "sap:PAY", "ad:STAFF"),
                        role("sales", "Sales", Duration.ZERO, "sap:CLERK", "sap:VENDOR", "ldap:MAIL"))));
    }

    /** A system in which everything is done for which there is a policy. */
    public static SystemPolicy governed(String system) {
        return SystemPolicy.defaults(system).withMode(Mode.ENFORCE).withRetry(PATIENT);
    }

    /** A role of a department. */
    public static Role role(String id, String department, Duration overlap, String... grants) {
        return new Role(
                id,
                new Condition.OneOf("department", Set.of(department)),
                Arrays.stream(grants).map(EntitlementKey::parse).toList(),
                List.of(),
                overlap);
    }

    public static SystemPolicy ignored(String system) {
        return SystemPolicy.defaults(system).withMode(Mode.IGNORE);
    }

    /** A worker since 2020 with the account sap/ada, which holds AP_CLERK. */
    public static Story ofAClerk() {
        Story story = new Story(usualPolicies());
        story.at("2020-01-01T00:00:00Z").hire();
        story.at("2020-01-02T00:00:00Z").createAccount("sap", "ada");
        story.at("2020-01-03T00:00:00Z").grant("sap", "ada", "sap:AP_CLERK");
        return story;
    }

    /** What is said next occurred at this instant. */
    public When at(String instant) {
        return new When(Instant.parse(instant));
    }

    /** Lets time pass without an event. */
    public Story until(String instant) {
        harness.advanceTo(Harness.ms(instant));
        return this;
    }

    public Harness harness() {
        return harness;
    }

    public IdentityStatus status() {
        return harness.standing().status();
    }

    /** The status at an instant not before the last event, as far as is known now. */
    public IdentityStatus statusAt(String instant) {
        return harness.state()
                .hr()
                .standing(Harness.ms(instant), dev.sluice.domain.policy.Settings.DEFAULTS.hrRules())
                .status();
    }

    public Instant endedAt() {
        return Instant.ofEpochMilli(harness.standing().endedAt());
    }

    public String attribute(String name) {
        return harness.pages().head().getAttributes().get(name);
    }

    /** What is held, as {@code account holds system:name}. */
    public List<String> held() {
        return harness.held().stream()
                .map(h -> h.getAccount() + " holds " + h.getSystem() + ":" + h.getName())
                .toList();
    }

    /** The accounts, as {@code system/name STATE}. */
    public List<String> accounts() {
        return harness.pages().head().getAccounts().stream()
                .map(a -> a.getSystem() + "/" + a.getName() + " " + a.getState())
                .toList();
    }

    /** Each change of a command, as {@code ACTION account[ entitlement] STATUS instant}. */
    public List<String> commands() {
        return harness.commands().stream().map(Story::line).toList();
    }

    /** Each change of a finding, as {@code STATUS CAUSE [entitlements] instant}. */
    public List<String> findings() {
        return harness.findings().stream().map(Story::line).toList();
    }

    /** Each change of a ticket, as {@code ACTION STATUS about instant}. */
    public List<String> tickets() {
        return harness.tickets().stream()
                .map(t -> t.getAction() + " " + t.getStatus() + " "
                        + (t.getRequestId() == null ? t.getKind() : t.getRequestId()) + " " + t.getChangedAt())
                .toList();
    }

    private static String line(ProvisioningCommand c) {
        String entitlement = c.getEntitlement() == null
                ? ""
                : " " + c.getEntitlement().getSystem() + ":"
                        + c.getEntitlement().getName();
        return c.getAction() + " " + c.getSystem() + "/" + c.getAccount() + entitlement + " " + c.getStatus() + " "
                + c.getChangedAt();
    }

    private static String line(Finding f) {
        List<String> entitlements = f.getEntitlements().stream()
                .map(e -> e.getSystem() + ":" + e.getName())
                .toList();
        return f.getStatus() + " " + f.getCause() + " " + entitlements + " " + f.getChangedAt();
    }

    /** An instant, at which things happen. */
    public final class When {
        private final Instant occurredAt;
        private String source = "workday-prod";
        private Long sequence;
        private Instant effectiveAt;
        private Instant validFrom;
        private Instant validTo;
        private Instant arrivedAt;
        private boolean complete;

        private When(Instant occurredAt) {
            this.occurredAt = occurredAt;
        }

        public When by(String name) {
            source = name;
            return this;
        }

        public When sequence(long number) {
            sequence = number;
            return this;
        }

        public When effective(String instant) {
            effectiveAt = Instant.parse(instant);
            return this;
        }

        /** The record is produced only at that instant. */
        public When arriving(String instant) {
            arrivedAt = Instant.parse(instant);
            return this;
        }

        public When validFrom(String instant) {
            validFrom = Instant.parse(instant);
            return this;
        }

        public When validTo(String instant) {
            validTo = Instant.parse(instant);
            return this;
        }

        /** The record is the whole worker. */
        public When complete() {
            complete = true;
            return this;
        }

        public Story hire(WorkerPart... parts) {
            return hr(IdentityAction.HIRED, parts);
        }

        public Story rehire(WorkerPart... parts) {
            return hr(IdentityAction.REHIRED, parts);
        }

        public Story update(WorkerPart... parts) {
            return hr(IdentityAction.UPDATED, parts);
        }

        public Story terminate(WorkerPart... parts) {
            return hr(IdentityAction.TERMINATED, parts);
        }

        public Story scheduleTermination(WorkerPart... parts) {
            return hr(IdentityAction.TERMINATION_SCHEDULED, parts);
        }

        public Story rescind(WorkerPart... parts) {
            return hr(IdentityAction.TERMINATION_RESCINDED, parts);
        }

        public Story delete() {
            return hr(IdentityAction.DELETED);
        }

        public Story startLeave() {
            return hr(IdentityAction.LEAVE_STARTED);
        }

        public Story endLeave() {
            return hr(IdentityAction.LEAVE_ENDED);
        }

        public Story hr(IdentityAction action, WorkerPart... parts) {
            IdentityEvent event = Events.identity(header(), ADA, action, parts);
            event.setEffectiveAt(effectiveAt);
            event.setComplete(complete);
            return tell(event);
        }

        public Story createAccount(String system, String name) {
            return account(AccessAction.ACCOUNT_CREATED, system, name);
        }

        public Story link(String system, String name) {
            return account(AccessAction.ACCOUNT_LINKED, system, name);
        }

        public Story enable(String system, String name) {
            return account(AccessAction.ACCOUNT_ENABLED, system, name);
        }

        public Story disable(String system, String name) {
            return account(AccessAction.ACCOUNT_DISABLED, system, name);
        }

        /** The target says that it could not do something to the account; the command's id may be missing. */
        public Story provisioningFailed(String system, String name, String commandId) {
            AccessEvent event = event(AccessAction.PROVISIONING_FAILED, Events.account(system, name));
            event.setCommandId(commandId);
            return tell(event);
        }

        public Story deleteAccount(String system, String name) {
            return account(AccessAction.ACCOUNT_DELETED, system, name);
        }

        public Story rename(String system, String from, String to) {
            AccessEvent event = event(AccessAction.ACCOUNT_RENAMED, Events.account(system, to));
            event.setPreviousName(from);
            return tell(event);
        }

        public Story grant(String system, String name, String entitlement) {
            return entitlement(AccessAction.ENTITLEMENT_GRANTED, Events.account(system, name), entitlement);
        }

        public Story grantToService(String system, String name, String entitlement) {
            AccountRef account = Events.account(system, name);
            account.setKind(AccountKind.SERVICE);
            return entitlement(AccessAction.ENTITLEMENT_GRANTED, account, entitlement);
        }

        /** A grant of which the source does not say which account got it. */
        public Story grantSomewhere(String entitlement) {
            return entitlement(AccessAction.ENTITLEMENT_GRANTED, null, entitlement);
        }

        public Story revoke(String system, String name, String entitlement) {
            return entitlement(AccessAction.ENTITLEMENT_REVOKED, Events.account(system, name), entitlement);
        }

        public Story submitRequest(String id, String entitlement, String by) {
            return request(AccessAction.REQUEST_SUBMITTED, id, entitlement, by, null);
        }

        public Story approveRequest(String id, String entitlement, String approver) {
            return request(AccessAction.REQUEST_APPROVED, id, entitlement, null, approver);
        }

        public Story rejectRequest(String id) {
            return request(AccessAction.REQUEST_REJECTED, id, null, null, null);
        }

        public Story cancelRequest(String id) {
            return request(AccessAction.REQUEST_CANCELLED, id, null, null, null);
        }

        public Story grantException(String entitlement, String approver) {
            return exception(ComplianceAction.EXCEPTION_GRANTED, entitlement, approver);
        }

        public Story revokeException(String entitlement) {
            return exception(ComplianceAction.EXCEPTION_REVOKED, entitlement, null);
        }

        /** All conflicts of a rule as they are, as long as a control works. */
        public Story acceptConflictsWith(String control, String ruleId, String approver) {
            return tell(ComplianceEvent.newBuilder()
                    .setHeader(header())
                    .setSubject(Subject.newBuilder().setIdentityId(ADA).build())
                    .setAction(ComplianceAction.EXCEPTION_GRANTED)
                    .setRuleId(ruleId)
                    .setApprovedBy(approver)
                    .setMitigatingControl(control)
                    .build());
        }

        public Story testControl(String control, boolean passed) {
            return tell(ComplianceEvent.newBuilder()
                    .setHeader(header())
                    .setSubject(Subject.newBuilder().setIdentityId(ADA).build())
                    .setAction(ComplianceAction.CONTROL_TESTED)
                    .setMitigatingControl(control)
                    .setPassed(passed)
                    .build());
        }

        /** All conflicts of a rule as they are, or, with an entitlement, those of it whatever else is held. */
        public Story acceptConflicts(String ruleId, String entitlement, String approver) {
            return tell(ComplianceEvent.newBuilder()
                    .setHeader(header())
                    .setSubject(Subject.newBuilder().setIdentityId(ADA).build())
                    .setAction(ComplianceAction.EXCEPTION_GRANTED)
                    .setRuleId(ruleId)
                    .setEntitlement(entitlement == null ? null : Events.entitlement(entitlement))
                    .setApprovedBy(approver)
                    .setValidTo(validTo)
                    .build());
        }

        public Story review(String entitlement, CertificationDecision decision, String reviewer) {
            return tell(ComplianceEvent.newBuilder()
                    .setHeader(header())
                    .setSubject(Subject.newBuilder().setIdentityId(ADA).build())
                    .setAction(ComplianceAction.CERTIFICATION_ITEM_DECIDED)
                    .setCampaignId("q1")
                    .setEntitlement(Events.entitlement(entitlement))
                    .setReviewerId(reviewer)
                    .setDecision(decision)
                    .build());
        }

        private Story exception(ComplianceAction action, String entitlement, String approver) {
            return tell(ComplianceEvent.newBuilder()
                    .setHeader(header())
                    .setSubject(Subject.newBuilder().setIdentityId(ADA).build())
                    .setAction(action)
                    .setEntitlement(Events.entitlement(entitlement))
                    .setApprovedBy(approver)
                    .setValidTo(validTo)
                    .build());
        }

        private Story request(AccessAction action, String id, String entitlement, String by, String approver) {
            AccessEvent event = event(action, null);
            event.setEntitlement(entitlement == null ? null : Events.entitlement(entitlement));
            event.setRequest(new AccessRequest(id, by, approver, null, null));
            event.setValidFrom(validFrom);
            event.setValidTo(validTo);
            return tell(event);
        }

        public Story snapshot(String system, String name, String... entitlements) {
            return snapshotPart(null, null, null, system, name, entitlements);
        }

        public Story snapshotPart(
                String feed, Integer part, Integer parts, String system, String name, String... entitlements) {
            AccessEvent event = event(AccessAction.ACCESS_SNAPSHOT, Events.account(system, name));
            event.getHeader().setFeedId(feed);
            event.setSnapshotPart(part);
            event.setSnapshotParts(parts);
            event.setSnapshot(
                    Arrays.stream(entitlements).map(Events::entitlement).toList());
            return tell(event);
        }

        public Story account(AccessAction action, String system, String name) {
            return tell(event(action, Events.account(system, name)));
        }

        private Story entitlement(AccessAction action, AccountRef account, String entitlement) {
            AccessEvent event = event(action, account);
            event.setEntitlement(Events.entitlement(entitlement));
            event.setValidFrom(validFrom);
            event.setValidTo(validTo);
            return tell(event);
        }

        private AccessEvent event(AccessAction action, AccountRef account) {
            return Events.access(header(), ADA, action, account);
        }

        private dev.sluice.event.Header header() {
            return Events.header("event-" + ++told, source, sequence, occurredAt.toEpochMilli());
        }

        private Story tell(org.apache.avro.specific.SpecificRecordBase event) {
            harness.take(event, (arrivedAt == null ? occurredAt : arrivedAt).toEpochMilli());
            return Story.this;
        }
    }
}
