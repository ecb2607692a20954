package dev.sluice.domain;

import dev.sluice.domain.Events.WorkerPart;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Joiner;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Random histories of a worker who is hired, moves, goes on leave, leaves and comes back, while accounts and entitlements come
 * and go, told in time, ahead and late. They are built so that nothing of them lies beyond what the core keeps by its
 * bounds (ADR 0008, ADR 0012): what is beyond has another answer by design.
 */
final class DifferenceHistories {
    /** With the last leave less than the 45 days after which a late rename no longer finds what it is about. */
    private static final int SLOTS = 80;

    private static final int LAST_SLOT = 88;

    private static final Duration SLOT = Duration.ofHours(12);

    /** Attribute values that held before are kept up to 32 per attribute. */
    private static final int MAX_DEPARTMENTS = 28;

    /** Hires are kept up to 16. */
    private static final int MAX_HIRES = 14;

    /** Of reports of an account's state 16 are kept. */
    private static final int MAX_STATES = 14;

    /** Of revokes of an entitlement 8 are kept. */
    private static final int MAX_REVOKES = 7;

    private static final List<String> SAP = List.of("sap:CLERK", "sap:PAY", "sap:VENDOR", "sap:OTHER", "ldap:MAIL");
    private static final List<String> LDAP = List.of("ldap:MAIL", "ldap:OTHER");
    private static final List<String> LDAP_NAMES = List.of("lea", "leb", "lec");

    private enum What {
        HIRE,
        START,
        MOVE,
        TERM,
        END,
        SCHEDULE,
        RESCIND,
        REHIRE,
        LEAVE,
        STATE,
        GRANT,
        REVOKE,
        SNAPSHOT,
        RENAME
    }

    /**
     * One thing that happens; what the numbers choose depends on what it is.
     *
     * @param slot when it is told
     * @param ahead how many slots after that it takes effect, or null if at once
     */
    private record Step(What what, int slot, Integer ahead, int source, Long sequence, int one, int two) {
        long at() {
            return DifferenceHistories.at(slot);
        }

        Instant effectiveAt() {
            return ahead == null ? null : Instant.ofEpochMilli(DifferenceHistories.at(slot + ahead));
        }

        long effective() {
            return ahead == null ? at() : DifferenceHistories.at(slot + ahead);
        }

        Header header(int number) {
            return Events.header(
                    String.format("%s-%03d", what, number),
                    List.of("workday", "sap", "ad").get(source),
                    sequence,
                    at());
        }
    }

    private DifferenceHistories() {}

    /**
     * The policies of {@link Story#governedPolicies}, with many departments for each role, so that no record of a worker says
     * the same as the one before it, whichever of them have arrived.
     */
    static Policies policies() {
        return Policies.of(
                        1,
                        Story.governed("sap").withJoiner(new Joiner(Duration.ofDays(2))),
                        Story.governed("ldap"),
                        SystemPolicy.defaults("ad"),
                        Story.ignored("jira"))
                .withRoles(Roles.of(List.of(
                        role("treasury", "TB", Duration.ofDays(3), "sap:CLERK", "sap:PAY", "ad:STAFF"),
                        role("sales", "SB", Duration.ZERO, "sap:CLERK", "sap:VENDOR", "ldap:MAIL"))));
    }

    private static Role role(String id, String kinds, Duration overlap, String... grants) {
        Set<String> departments = new HashSet<>();
        for (char kind : kinds.toCharArray()) {
            for (int i = 0; i < MAX_DEPARTMENTS; i++) {
                departments.add(kind + "-" + i);
            }
        }
        return new Role(
                id,
                new Condition.OneOf("department", departments),
                Arrays.stream(grants).map(EntitlementKey::parse).toList(),
                List.of(),
                overlap);
    }

    /** Up to about so many events in the order of facts. */
    static Arbitrary<List<SpecificRecordBase>> upTo(int events) {
        Arbitrary<List<Step>> steps =
                steps().list().ofMinSize(2).ofMaxSize(events - 3).withSizeDistribution(RandomDistribution.uniform());
        Arbitrary<Step> hire = step(What.HIRE, Arbitraries.integers().between(0, 30), aheads());
        return Combinators.combine(hire.injectNull(0.05), steps).as(DifferenceHistories::written);
    }

    private static Arbitrary<Step> steps() {
        Arbitrary<Integer> slots = Arbitraries.integers().between(0, SLOTS);
        return Arbitraries.frequencyOf(
                Tuple.of(2, step(What.START, slots, aheads())),
                Tuple.of(14, step(What.MOVE, slots, aheads())),
                Tuple.of(1, step(What.TERM, slots, aheads())),
                Tuple.of(5, step(What.END, slots, aheads())),
                Tuple.of(2, step(What.SCHEDULE, slots, aheads())),
                Tuple.of(3, step(What.RESCIND, slots, aheads())),
                Tuple.of(5, step(What.REHIRE, slots, aheads())),
                Tuple.of(3, step(What.LEAVE, slots, aheads())),
                Tuple.of(22, step(What.STATE, slots, aheads())),
                Tuple.of(30, step(What.GRANT, slots, aheads())),
                Tuple.of(12, step(What.REVOKE, slots, aheads())),
                Tuple.of(5, step(What.SNAPSHOT, slots, aheads())),
                Tuple.of(2, step(What.RENAME, slots, aheads())));
    }

    private static Arbitrary<Integer> aheads() {
        return Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.integers().between(-12, 0)),
                        Tuple.of(2, Arbitraries.integers().between(0, 20)))
                .injectNull(0.5);
    }

    private static Arbitrary<Step> step(What what, Arbitrary<Integer> slots, Arbitrary<Integer> aheads) {
        return Combinators.combine(
                        slots,
                        aheads,
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.longs().between(0, 3).injectNull(0.5),
                        Arbitraries.integers().between(0, 99),
                        Arbitraries.integers().between(0, 99))
                .as((slot, ahead, source, sequence, one, two) ->
                        new Step(what, slot, ahead, source, sequence, one, two));
    }

    private static long at(int slot) {
        return Histories.BASE.plus(SLOT.multipliedBy(slot)).toEpochMilli();
    }

    /** When everything that follows from a history by itself has come due, short of what takes years. */
    static long endOf(List<SpecificRecordBase> events) {
        return Histories.lastOccurred(events) + Duration.ofDays(60).toMillis();
    }

    private static List<SpecificRecordBase> written(Step hire, List<Step> steps) {
        List<SpecificRecordBase> events = new Writing().write(hire, steps);
        events.removeIf(e -> Validation.check(EventView.of(e), Long.MAX_VALUE / 2, Duration.ZERO)
                .isPresent());
        events.sort(Comparator.comparing(e -> FactKey.of(EventView.of(e).header())));
        return events;
    }

    /** Turns steps into events, and leaves out what would exceed a bound. */
    private static final class Writing {
        private final List<SpecificRecordBase> events = new ArrayList<>();
        private final Map<String, Integer> counts = new HashMap<>();
        private int number;

        List<SpecificRecordBase> write(Step hire, List<Step> steps) {
            if (hire != null) {
                write(hire);
            }
            steps.stream().filter(step -> step.what() != What.LEAVE).forEach(this::write);
            leaves(steps.stream().filter(step -> step.what() == What.LEAVE).toList());
            return events;
        }

        private boolean hasRoom(String what, int max) {
            return counts.merge(what, 1, Integer::sum) <= max;
        }

        private void write(Step step) {
            switch (step.what()) {
                case HIRE -> hr(step, IdentityAction.HIRED, department(step));
                case START ->
                    // A start may be told without a move.
                    hr(step, IdentityAction.UPDATED, w -> w.setStartDate(day(step)));
                case MOVE -> move(step);
                case TERM -> hr(step, IdentityAction.UPDATED, w -> w.setEndDate(day(step)));
                case END -> hr(step, IdentityAction.TERMINATED);
                case SCHEDULE -> hr(step, IdentityAction.TERMINATION_SCHEDULED);
                case RESCIND -> hr(step, IdentityAction.TERMINATION_RESCINDED);
                case REHIRE -> {
                    if (hasRoom("hire", MAX_HIRES)) {
                        hr(step, IdentityAction.REHIRED, step.two() % 2 == 0 ? department(step) : w -> {});
                    }
                }
                case STATE -> state(step);
                case GRANT, REVOKE -> entitlement(step);
                case SNAPSHOT -> snapshot(step);
                case RENAME -> rename(step);
                default -> throw new IllegalArgumentException(step.what().toString());
            }
        }

        private static LocalDate day(Step step) {
            return Instant.ofEpochMilli(step.effective())
                    .atOffset(ZoneOffset.UTC)
                    .toLocalDate();
        }

        private WorkerPart department(Step step) {
            String kind = List.of("T", "T", "S", "S", "B", "X").get(step.one() % 6);
            return hasRoom("department", MAX_DEPARTMENTS)
                    ? Events.department(kind + "-" + (counts.get("department") - 1))
                    : w -> {};
        }

        /** One of twenty is the whole record: it takes back an end that was told. */
        private void move(Step step) {
            hr(step, IdentityAction.UPDATED, department(step));
            IdentityEvent event = (IdentityEvent) events.get(events.size() - 1);
            event.setComplete(step.two() < 5 && event.getWorker().getDepartment() != null);
        }

        private void hr(Step step, IdentityAction action, WorkerPart... parts) {
            IdentityEvent event = Events.identity(step.header(number++), Story.ADA, action, parts);
            // What is told as a day says nothing of when the rest of the record takes effect.
            boolean dated = step.what() == What.START || step.what() == What.TERM;
            event.setEffectiveAt(dated ? null : step.effectiveAt());
            events.add(event);
        }

        /**
         * At most five leaves that follow on each other, as they are told and as they take effect.
         */
        private void leaves(List<Step> all) {
            List<Step> leaves = all.stream()
                    .sorted(Comparator.comparing(Step::slot))
                    .limit(5)
                    .toList();
            int told = -1;
            int effective = Integer.MIN_VALUE;
            for (Step leave : leaves) {
                int[] lengths = {0, 1 + leave.one() % 20};
                for (int length : lengths) {
                    told = Math.max(told + 1, leave.slot() + length);
                    boolean endless = length > 0 && leave == leaves.get(leaves.size() - 1) && leave.two() % 4 == 0;
                    if (endless || told > LAST_SLOT) {
                        return;
                    }
                    int ahead = leave.ahead() == null ? 0 : leave.ahead();
                    effective = Math.max(effective + 1, told + ahead);
                    Step step = new Step(
                            What.LEAVE,
                            told,
                            effective == told ? null : effective - told,
                            leave.source(),
                            leave.sequence(),
                            0,
                            0);
                    hr(step, length == 0 ? IdentityAction.LEAVE_STARTED : IdentityAction.LEAVE_ENDED);
                    ((IdentityEvent) events.get(events.size() - 1)).setLeaveKind(length == 0 ? "L" + told : null);
                }
            }
        }

        private static String account(int choice) {
            return List.of("sap/ada", "sap/ada", "sap/ada", "sap/adb", "ldap/lea", "ldap/lea", "ad/ann", "jira/joe")
                    .get(choice % 8);
        }

        private AccessEvent access(Step step, AccessAction action, String account) {
            String system = account.substring(0, account.indexOf('/'));
            AccessEvent event = Events.access(
                    step.header(number++),
                    Story.ADA,
                    action,
                    Events.account(system, account.substring(account.indexOf('/') + 1)));
            events.add(event);
            return event;
        }

        private void state(Step step) {
            AccessAction action = List.of(
                            AccessAction.ACCOUNT_CREATED,
                            AccessAction.ACCOUNT_CREATED,
                            AccessAction.ACCOUNT_ENABLED,
                            AccessAction.ACCOUNT_ENABLED,
                            AccessAction.ACCOUNT_DISABLED,
                            AccessAction.ACCOUNT_DISABLED,
                            AccessAction.ACCOUNT_DISABLED,
                            AccessAction.ACCOUNT_DELETED,
                            AccessAction.ACCOUNT_LINKED,
                            AccessAction.ACCOUNT_UPDATED)
                    .get(step.one() % 10);
            String account = account(step.two());
            if (hasRoom("state of " + account, MAX_STATES)) {
                AccountRef ref = access(step, action, account).getSubject().getAccount();
                ref.setKind(step.two() >= 92 ? AccountKind.SERVICE : step.two() >= 84 ? AccountKind.PERSONAL : null);
            }
        }

        private void entitlement(Step step) {
            String account = account(step.two());
            List<String> names =
                    account.startsWith("sap") ? SAP : account.startsWith("ldap") ? LDAP : List.of("ad:STAFF");
            String entitlement = names.get(step.one() % names.size());
            boolean revokes = step.what() == What.REVOKE;
            if (revokes && !hasRoom("revokes of " + account + entitlement, MAX_REVOKES)) {
                return;
            }
            AccessEvent event = access(
                    step, revokes ? AccessAction.ENTITLEMENT_REVOKED : AccessAction.ENTITLEMENT_GRANTED, account);
            event.setEntitlement(Events.entitlement(entitlement));
            if (step.two() >= 96
                    && entitlement.startsWith(event.getSubject().getAccount().getSystem())) {
                event.getSubject().setAccount(null);
            }
            if (!revokes && step.two() % 3 == 0 && step.ahead() != null && step.ahead() > 0) {
                // One of three begins later, the others run out.
                if (step.two() % 9 == 0) {
                    event.setValidFrom(step.effectiveAt());
                } else {
                    event.setValidTo(step.effectiveAt());
                }
            }
        }

        private void snapshot(Step step) {
            String account = account(step.two());
            List<String> names =
                    account.startsWith("sap") ? SAP : account.startsWith("ldap") ? LDAP : List.of("ad:STAFF");
            AccessEvent event = access(step, AccessAction.ACCESS_SNAPSHOT, account);
            List<EntitlementRef> listed = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if ((step.one() >> i) % 2 == 1) {
                    listed.add(Events.entitlement(names.get(i)));
                }
            }
            event.setSnapshot(listed);
        }

        private void rename(Step step) {
            if (hasRoom("rename", 8)) {
                AccessEvent event = access(
                        step, AccessAction.ACCOUNT_RENAMED, "ldap/" + LDAP_NAMES.get(step.one() % LDAP_NAMES.size()));
                event.setPreviousName(LDAP_NAMES.get(step.two() % LDAP_NAMES.size()));
            }
        }
    }

    /** A history as people read it. */
    static String told(List<SpecificRecordBase> events) {
        StringBuilder lines = new StringBuilder("\n");
        for (SpecificRecordBase event : events) {
            EventView view = EventView.of(event);
            lines.append(Instant.ofEpochMilli(view.occurredAt())).append(' ');
            if (event instanceof IdentityEvent hr) {
                lines.append(hr.getAction());
                lines.append(hr.getEffectiveAt() == null ? "" : " effective " + hr.getEffectiveAt());
                if (hr.getWorker() != null) {
                    lines.append(
                            hr.getWorker().getDepartment() == null
                                    ? ""
                                    : " " + hr.getWorker().getDepartment());
                    lines.append(
                            hr.getWorker().getStartDate() == null
                                    ? ""
                                    : " starts " + hr.getWorker().getStartDate());
                }
            } else {
                AccessEvent access = (AccessEvent) event;
                lines.append(access.getAction());
                lines.append(access.getPreviousName() == null ? "" : " " + access.getPreviousName());
                var account = access.getSubject().getAccount();
                lines.append(account == null ? " somewhere" : " " + account.getSystem() + "/" + account.getName());
                var entitlement = access.getEntitlement();
                lines.append(entitlement == null ? "" : " " + entitlement.getSystem() + ":" + entitlement.getName());
                lines.append(access.getValidFrom() == null ? "" : " from " + access.getValidFrom());
                lines.append(access.getValidTo() == null ? "" : " to " + access.getValidTo());
                if (access.getSnapshot() != null) {
                    access.getSnapshot().forEach(e -> lines.append(' ').append(e.getName()));
                }
            }
            lines.append(" (").append(view.header().getSource()).append(' ');
            lines.append(view.header().getSourceSequence()).append(' ');
            lines.append(view.header().getEventId()).append(")\n");
        }
        return lines.toString();
    }
}
