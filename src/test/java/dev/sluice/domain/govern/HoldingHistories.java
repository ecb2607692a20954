package dev.sluice.domain.govern;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Events.WorkerPart;
import dev.sluice.domain.Story;
import dev.sluice.domain.Validation;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Joiner;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.RuleOf;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodScope;
import dev.sluice.domain.sod.SodStage;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountKind;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;

/** Random histories of one identity, E1, and sets of policies that judge what it holds. For one thread. */
final class HoldingHistories {
    static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    static final long HOUR = 3_600_000L;
    private static final List<String> ENTITLEMENTS =
            List.of("sap:CLERK", "sap:PAY_RUN", "sap:VENDOR_A", "ldap:MAIL", "ldap:ADMIN", "ad:STAFF", "jira:USER");
    private static final List<IdentityAction> HR = List.of(
            IdentityAction.UPDATED,
            IdentityAction.UPDATED,
            IdentityAction.UPDATED,
            IdentityAction.TRANSFERRED,
            IdentityAction.MANAGER_CHANGED,
            IdentityAction.LEAVE_STARTED,
            IdentityAction.LEAVE_ENDED,
            IdentityAction.TERMINATED,
            IdentityAction.TERMINATION_RESCINDED,
            IdentityAction.REHIRED);
    private static final List<AccessAction> ACCESS = List.of(
            AccessAction.ENTITLEMENT_GRANTED,
            AccessAction.ENTITLEMENT_GRANTED,
            AccessAction.ENTITLEMENT_GRANTED,
            AccessAction.ENTITLEMENT_REVOKED,
            AccessAction.ACCESS_SNAPSHOT,
            AccessAction.ACCOUNT_DISABLED,
            AccessAction.ACCOUNT_ENABLED,
            AccessAction.ACCOUNT_RENAMED,
            AccessAction.REQUEST_APPROVED,
            AccessAction.REQUEST_CANCELLED,
            AccessAction.PROVISIONING_FAILED);

    /** Sets whose versions are so far apart say the same. */
    static final int SAME = 60;

    private final Random random;

    HoldingHistories(Random random) {
        this.random = random;
    }

    List<SpecificRecordBase> events() {
        List<SpecificRecordBase> events = new ArrayList<>();
        events.add(hr(IdentityAction.HIRED, START));
        for (int i = 10 + random.nextInt(50); i > 0; i--) {
            long at = START + random.nextInt(900) * HOUR + events.size();
            SpecificRecordBase event =
                    switch (random.nextInt(9)) {
                        case 0 -> exception(at);
                        case 1, 2, 3, 4 -> access(at);
                        default -> hr(HR.get(random.nextInt(HR.size())), at);
                    };
            boolean isValid = Validation.check(EventView.of(event), Long.MAX_VALUE / 2, Duration.ZERO)
                    .isEmpty();
            if (isValid) {
                events.add(event);
            }
        }
        events.sort((a, b) ->
                Long.compare(EventView.of(a).occurredAt(), EventView.of(b).occurredAt()));
        // Some are told late.
        for (int i = random.nextInt(12); i > 0; i--) {
            Collections.swap(events, random.nextInt(events.size()), random.nextInt(events.size()));
        }
        return events;
    }

    private IdentityEvent hr(IdentityAction action, long at) {
        List<WorkerPart> parts = new ArrayList<>();
        boolean complete = random.nextInt(3) == 0;
        if (random.nextBoolean() || complete) {
            parts.add(Events.title(pick("Clerk", "Lead", "Chief")));
        }
        if (random.nextInt(4) == 0 || complete || action == IdentityAction.TRANSFERRED) {
            parts.add(Events.department(pick("Treasury", "Treasury", "Treasury", "Sales")));
        }
        if (random.nextInt(8) == 0 || complete) {
            parts.add(Events.firstDay("2026-01-01"));
        }
        if (random.nextInt(12) == 0) {
            parts.add(Events.lastDay(pick("2026-01-20", "2026-02-10")));
        }
        if (random.nextInt(6) == 0) {
            parts.add(Events.manager(pick("M1", "M2")));
        }
        IdentityEvent event = Events.identity(
                Events.header("h" + at, pick("workday", "sap-hr"), null, at),
                "E1",
                action,
                parts.toArray(WorkerPart[]::new));
        event.setComplete(complete && event.getWorker() != null);
        if (action == IdentityAction.LEAVE_STARTED) {
            event.setLeaveKind(pick("PARENTAL", "SABBATICAL"));
        }
        if (random.nextInt(6) == 0) {
            event.setEffectiveAt(Instant.ofEpochMilli(at + (random.nextInt(300) - 100) * HOUR));
        }
        return event;
    }

    private AccessEvent access(long at) {
        AccessAction action = ACCESS.get(random.nextInt(ACCESS.size()));
        EntitlementKey entitlement = EntitlementKey.parse(ENTITLEMENTS.get(random.nextInt(ENTITLEMENTS.size())));
        boolean isRequest = action == AccessAction.REQUEST_APPROVED || action == AccessAction.REQUEST_CANCELLED;
        AccessEvent event = Events.access(
                Events.header("a" + at, isRequest ? "itsm" : "iga", null, at),
                "E1",
                action,
                isRequest ? null : Events.account(entitlement.system(), pick("ada", "ada", "ada2")));
        if (!isRequest && random.nextInt(4) == 0) {
            event.getSubject().getAccount().setKind(random.nextBoolean() ? AccountKind.PERSONAL : AccountKind.SERVICE);
        }
        if (action == AccessAction.ACCOUNT_RENAMED) {
            event.setPreviousName(pick("ada", "ada2"));
            return event;
        }
        if (action == AccessAction.ACCESS_SNAPSHOT) {
            event.setSnapshot(ENTITLEMENTS.stream()
                    .map(EntitlementKey::parse)
                    .filter(key -> key.system().equals(entitlement.system()) && random.nextInt(3) > 0)
                    .map(EntitlementKey::toRef)
                    .toList());
            return event;
        }
        event.setEntitlement(entitlement.toRef());
        if (isRequest) {
            event.setRequest(new AccessRequest(pick("R1", "R2", "R3"), "E1", pick("M1", "M2", "E1"), null, null));
        }
        boolean gives = action == AccessAction.ENTITLEMENT_GRANTED || action == AccessAction.REQUEST_APPROVED;
        if (gives && random.nextInt(3) == 0) {
            long from = at + random.nextInt(2) * random.nextInt(200) * HOUR;
            event.setValidFrom(Instant.ofEpochMilli(from));
            event.setValidTo(Instant.ofEpochMilli(from + (1 + random.nextInt(300)) * HOUR));
        }
        return event;
    }

    private ComplianceEvent exception(long at) {
        ComplianceEvent event = ComplianceEvent.newBuilder()
                .setHeader(Events.header("c" + at, "grc", null, at))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(
                        random.nextInt(3) == 0
                                ? ComplianceAction.EXCEPTION_REVOKED
                                : ComplianceAction.EXCEPTION_GRANTED)
                .setApprovedBy("M1")
                .build();
        if (random.nextBoolean()) {
            event.setRuleId(pick("P2P", "IT"));
        } else {
            event.setEntitlement(EntitlementKey.parse(pick("ldap:ADMIN", "sap:VENDOR_A", "jira:USER"))
                    .toRef());
        }
        if (random.nextBoolean()) {
            event.setValidTo(Instant.ofEpochMilli(at + (1 + random.nextInt(200)) * HOUR));
        }
        return event;
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    /** Sets differ a little by their version, which also says how: those say the same whose versions are {@link #SAME} apart. */
    static Policies policies(long version) {
        boolean odd = version % 2 == 1;
        SystemPolicy jira = SystemPolicy.defaults("jira");
        return Policies.of(
                        version,
                        Story.governed("sap")
                                .withJoiner(new Joiner(Duration.ofDays(version % 5 == 0 ? 4 : 2)))
                                .withLeave(new Leave(OnLeave.DISABLE, Map.of("SABBATICAL", OnLeave.KEEP))),
                        Story.governed("ldap").withUnsanctioned(odd ? Unsanctioned.REVOKE : Unsanctioned.IGNORE),
                        SystemPolicy.defaults("ad"),
                        version % 3 == 1 ? jira : jira.withMode(Mode.IGNORE))
                .withRoles(Roles.of(List.of(
                        Story.role(
                                "treasury",
                                "Treasury",
                                Duration.ofDays(version % 4 == 0 ? 5 : 3),
                                "sap:CLERK",
                                "sap:PAY_RUN",
                                "ad:STAFF"),
                        version % 5 == 1
                                ? Story.role("sales", "Sales", Duration.ofDays(1), "sap:CLERK")
                                : Story.role(
                                        "sales", "Sales", Duration.ZERO, "sap:CLERK", "sap:VENDOR_A", "ldap:MAIL"))))
                .withSod(SodIndex.of(
                        List.of(
                                RuleOf.id("P2P")
                                        .function("maintain", "sap:VENDOR_*")
                                        .function("pay", "sap:PAY_*")
                                        .stage(odd ? SodStage.RECORD : SodStage.ENFORCE)
                                        .build(),
                                RuleOf.id("IT")
                                        .function("administer", "ldap:ADMIN")
                                        .function("use", "*:USER", "ldap:MAIL")
                                        .scope(new SodScope(
                                                null, null, new Condition.OneOf("title", Set.of("Clerk", "Lead"))))
                                        .build()),
                        Catalogue.of(Map.of())));
    }
}
