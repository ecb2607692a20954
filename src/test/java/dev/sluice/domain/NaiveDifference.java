package dev.sluice.domain;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The difference answered the slow way (ADR 0014): every question reads all facts. Whether there was a reason is asked instant
 * by instant, and nothing is remembered. It knows workers with one employment whose facts tell no time zone.
 */
final class NaiveDifference {
    /** What an identity is to have an entitlement by; the best first. */
    enum Reason {
        ROLE,
        OVERLAP,
        AHEAD
    }

    private static final long NEVER = Long.MAX_VALUE;

    private static final Comparator<Header> FACT_ORDER = Comparator.comparing(Header::getOccurredAt)
            .thenComparing(Header::getSource)
            .thenComparing(Header::getSourceSequence, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Header::getEventId);

    private final Policies policies;
    private final NaiveModel model;
    private final Map<String, Long> heldSince;
    private final long now;
    private final List<IdentityEvent> hr = new ArrayList<>();
    private final TreeSet<Long> instants = new TreeSet<>();
    private final Map<Long, NaiveModel.Status> statuses = new HashMap<>();
    private final Map<Long, Long> employedSince = new HashMap<>();
    private final Map<String, Set<String>> held = new HashMap<>();
    private final Map<String, AccountState> states = new HashMap<>();
    private Set<String> given;

    /**
     * All facts.
     *
     * @param events in any order
     * @param policies the policies
     * @param now the instant asked about
     * @param heldSince since when accounts hold entitlements, by {@code account system:name}, as the published view says
     */
    NaiveDifference(Collection<SpecificRecordBase> events, Policies policies, long now, Map<String, Long> heldSince) {
        this.policies = policies;
        this.model = new NaiveModel(events);
        this.now = now;
        this.heldSince = heldSince;
        for (SpecificRecordBase event : events) {
            if (event instanceof IdentityEvent identity) {
                hr.add(identity);
            }
        }
        hr.sort(Comparator.comparing(IdentityEvent::getHeader, FACT_ORDER));
        for (IdentityEvent event : hr) {
            instants.add(told(event));
            instants.add(effective(event));
            if (start(event) != null) {
                instants.add(start(event));
            }
            if (speaksOfEnd(event) && end(event) != null) {
                instants.add(end(event));
            }
            for (Role role : policies.roles().birthright()) {
                instants.add(shownFrom(event) + role.overlap().toMillis());
            }
        }
    }

    private static long told(IdentityEvent event) {
        return event.getHeader().getOccurredAt().toEpochMilli();
    }

    private static long effective(IdentityEvent event) {
        return event.getEffectiveAt() == null
                ? told(event)
                : event.getEffectiveAt().toEpochMilli();
    }

    private static long shownFrom(IdentityEvent event) {
        return Math.max(told(event), effective(event));
    }

    private static boolean hires(IdentityEvent event) {
        return event.getAction() == IdentityAction.HIRED || event.getAction() == IdentityAction.REHIRED;
    }

    private static Long start(IdentityEvent event) {
        if (hires(event)) {
            return effective(event);
        }
        boolean dated = event.getWorker() != null && event.getWorker().getStartDate() != null;
        return dated ? Long.valueOf(midnight(event.getWorker().getStartDate())) : null;
    }

    private static boolean speaksOfEnd(IdentityEvent event) {
        return switch (event.getAction()) {
            case TERMINATED, TERMINATION_SCHEDULED, TERMINATION_RESCINDED -> true;
            default -> event.getComplete() || lastDay(event) != null;
        };
    }

    private static LocalDate lastDay(IdentityEvent event) {
        return event.getWorker() == null ? null : event.getWorker().getEndDate();
    }

    /** When an employment ends, as a record that speaks of its end has it, or null if it does not. */
    private static Long end(IdentityEvent event) {
        if (lastDay(event) != null) {
            return midnight(lastDay(event).plusDays(1));
        }
        return switch (event.getAction()) {
            case TERMINATED, TERMINATION_SCHEDULED -> Long.valueOf(effective(event));
            default -> null;
        };
    }

    private static long midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    NaiveModel.Status status(long t) {
        return statuses.computeIfAbsent(t, model::status);
    }

    boolean isEmployed(long t) {
        IdentityStatus status = status(t).status();
        return status == IdentityStatus.ACTIVE || status == IdentityStatus.ON_LEAVE;
    }

    boolean isLeaver(long t) {
        return status(t).status() == IdentityStatus.TERMINATED;
    }

    /** The department that showed at an instant: told by then and in effect, the last by effect and then by order. */
    private String department(long t) {
        IdentityEvent last = null;
        for (IdentityEvent event : hr) {
            if (event.getWorker() == null || event.getWorker().getDepartment() == null) {
                continue;
            }
            boolean shows = shownFrom(event) <= t;
            last = shows && (last == null || effective(event) >= effective(last)) ? event : last;
        }
        return last == null ? null : last.getWorker().getDepartment();
    }

    private boolean isMet(Role role, long t) {
        String department = department(t);
        return role.when().holds(department == null ? Map.of() : Map.of("department", department));
    }

    /** Why an entitlement was to be had at an instant, or null. */
    Reason reason(String entitlement, long t) {
        Reason best = null;
        for (Role role : policies.roles().birthright()) {
            if (role.grants().contains(EntitlementKey.parse(entitlement))) {
                Reason reason = reason(role, EntitlementKey.parse(entitlement), t);
                best = best == null || reason != null && reason.compareTo(best) < 0 ? reason : best;
            }
        }
        return best;
    }

    private Reason reason(Role role, EntitlementKey entitlement, long t) {
        if (isEmployed(t)) {
            return isMet(role, t) ? Reason.ROLE : isInOverlap(role, t) ? Reason.OVERLAP : null;
        }
        Long start = status(t).status() == IdentityStatus.PRE_HIRE ? nextStart(t) : null;
        if (start == null || !isMet(role, start)) {
            return null;
        }
        long lead = policies.system(entitlement.system()).joiner().lead().toMillis();
        return t >= start - lead ? Reason.ROLE : Reason.AHEAD;
    }

    private Long nextStart(long t) {
        for (long instant : instants.tailSet(t, false)) {
            if (isEmployed(instant)) {
                return instant;
            }
        }
        return null;
    }

    /** Looks back for the instant at which the condition ceased to show. */
    private boolean isInOverlap(Role role, long t) {
        for (long instant : instants.headSet(t, true).descendingSet()) {
            if (instant <= employedSince(t)) {
                return false;
            }
            if (!isMet(role, instant) && isMet(role, instant - 1)) {
                return t < instant + role.overlap().toMillis();
            }
        }
        return false;
    }

    /** Since when somebody has been employed without a break, and was known to be. */
    private long employedSince(long t) {
        return employedSince.computeIfAbsent(t, at -> Math.max(beginOf(at), returnOf(at)));
    }

    private long beginOf(long t) {
        long begin = t;
        for (long instant : instants.headSet(t, true).descendingSet()) {
            if (!isEmployed(instant)) {
                return begin;
            }
            begin = instant;
        }
        return isEmployed(Long.MIN_VALUE + 1) ? Long.MIN_VALUE : begin;
    }

    /** A return that was told late was nobody's employment before it was told. */
    private long returnOf(long t) {
        int last = -1;
        for (int i = 0; i < hr.size(); i++) {
            last = speaksOfEnd(hr.get(i)) ? i : last;
        }
        Long end = last < 0 ? null : end(hr.get(last));
        if (end == null) {
            return Long.MIN_VALUE;
        }
        Long resumed = null;
        for (long instant : instants.tailSet(end, true)) {
            resumed = resumed == null && isEmployed(instant) ? Long.valueOf(instant) : resumed;
        }
        if (resumed == null || t < resumed) {
            return Long.MIN_VALUE;
        }
        for (IdentityEvent event : hr.subList(last + 1, hr.size())) {
            if (hires(event)) {
                return told(event) > resumed ? told(event) : Long.MIN_VALUE;
            }
        }
        return Long.MIN_VALUE;
    }

    /** Whether there was a reason at any instant of a time, half open. */
    private boolean hadReason(String entitlement, long from, long to) {
        if (from >= to) {
            return false;
        }
        if (isReasonOfEmployment(entitlement, from)) {
            return true;
        }
        for (long instant : instants.tailSet(from, false).headSet(to)) {
            if (isReasonOfEmployment(entitlement, instant)) {
                return true;
            }
        }
        return false;
    }

    /** In the time of a return that was told late there was no employment yet. */
    private boolean isReasonOfEmployment(String entitlement, long t) {
        return isEmployed(t) && t >= returnOf(t) && reason(entitlement, t) != null;
    }

    /** Whether what is held since an instant has lost its reason; of a leaver, before the end. */
    boolean hasLostReason(String entitlement, long since) {
        if (status(now).status() == IdentityStatus.UNKNOWN || reason(entitlement, now) != null) {
            return false;
        }
        if (!isLeaver(now)) {
            return hadReason(entitlement, since, now);
        }
        long end = status(now).endedAt();
        return !isReasonOfEmployment(entitlement, end - 1) && hadReason(entitlement, since, end);
    }

    Set<String> held(String account) {
        return held.computeIfAbsent(account, a -> model.held(a, now));
    }

    private AccountState state(String account) {
        return states.computeIfAbsent(account, model::accountState);
    }

    Set<String> accounts() {
        return model.accounts();
    }

    static String system(String text) {
        return text.substring(0, text.indexOf(text.contains("/") ? '/' : ':'));
    }

    boolean isEnforced(String system) {
        return policies.system(system).mode() == Mode.ENFORCE;
    }

    boolean isHeld(String entitlement) {
        return accounts().stream()
                .anyMatch(account -> isPersonal(account) && held(account).contains(entitlement));
    }

    /** What is to be given, held or not. */
    Set<String> given() {
        given = given == null ? givenNow() : given;
        return given;
    }

    private Set<String> givenNow() {
        Set<String> all = new TreeSet<>();
        for (Role role : policies.roles().birthright()) {
            for (EntitlementKey entitlement : role.grants()) {
                if (reason(entitlement.toString(), now) == Reason.ROLE) {
                    all.add(entitlement.toString());
                }
            }
        }
        return all;
    }

    /** Whether somebody is away for a time and the system disables accounts meanwhile. */
    boolean suspends(String system) {
        return status(now).status() == IdentityStatus.ON_LEAVE
                && policies.system(system).leave().during("any") == OnLeave.DISABLE;
    }

    /** The accounts to which something may be given in a system, the best first. */
    List<String> targets(String system) {
        return accounts().stream()
                .filter(account -> system(account).equals(system) && !account.endsWith("/"))
                .filter(account -> state(account) != AccountState.DELETED && isPersonal(account))
                .sorted(Comparator.comparing((String account) -> List.of(
                                        AccountState.ENABLED, AccountState.UNKNOWN, AccountState.DISABLED)
                                .indexOf(state(account)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Of what is held without an account, nobody says what it is for. */
    private boolean isPersonal(String account) {
        AccountKind kind = null;
        for (AccessEvent event : model.toldOf(account)) {
            if (event.getSubject().getAccount() == null) {
                continue;
            }
            AccountKind told = event.getSubject().getAccount().getKind();
            kind = told == null ? kind : told;
        }
        return kind != AccountKind.SERVICE;
    }

    /** The first of the reports in a row that say that an account is disabled. */
    private long disabledSince(String account) {
        Long since = null;
        for (AccessEvent event : model.toldOf(account)) {
            AccessAction action = event.getAction();
            long at = event.getHeader().getOccurredAt().toEpochMilli();
            since = switch (action) {
                case ACCOUNT_DISABLED -> since == null ? Long.valueOf(at) : since;
                case ACCOUNT_CREATED, ACCOUNT_ENABLED, ACCOUNT_DELETED -> null;
                default -> since;
            };
        }
        return since;
    }

    /**
     * Whether an account is disabled, was not while its owner was away, and so is enabled again only if we disabled it: the one
     * thing that depends on what had been processed when.
     */
    boolean wasDisabledAtWork(String account) {
        return accounts().contains(account)
                && state(account) == AccountState.DISABLED
                && status(disabledSince(account)).status() == IdentityStatus.ACTIVE;
    }

    /** The commands that are to be open, as {@code ACTION system/account entitlement}. */
    Set<String> open() {
        Set<String> open = new TreeSet<>();
        for (String account : accounts()) {
            if (isEnforced(system(account))) {
                openOf(account, open);
            }
        }
        for (String entitlement : given()) {
            String system = system(entitlement);
            if (!isEnforced(system) || isHeld(entitlement)) {
                continue;
            }
            List<String> targets = targets(system);
            if (!targets.isEmpty()) {
                open.add("GRANT " + targets.get(0) + " " + entitlement);
            } else if (!suspends(system)) {
                open.add("CREATE_ACCOUNT " + system + "/ ");
            }
        }
        return open;
    }

    private void openOf(String account, Set<String> open) {
        String system = system(account);
        AccountState state = state(account);
        boolean named = !account.endsWith("/");
        boolean usable = named && (state == AccountState.ENABLED || state == AccountState.UNKNOWN);
        var leaver = policies.system(system).leaver();
        boolean left = isLeaver(now);
        long end = status(now).endedAt();
        if (usable
                && (suspends(system) && isPersonal(account)
                        || left && now >= end + leaver.disable().toMillis())) {
            open.add("DISABLE_ACCOUNT " + account + " ");
        }
        long grace = policies.system(system)
                .finding(AccessFinding.OWNERLESS_SERVICE_ACCOUNT)
                .grace()
                .toMillis();
        if (usable && left && !isPersonal(account) && now >= end + grace) {
            open.add("ASSIGN_OWNER " + account + " ");
        }
        if (named && state == AccountState.DISABLED && isPersonal(account)) {
            long since = disabledSince(account);
            if (left && now >= Math.max(since, end) + leaver.delete().toMillis()) {
                open.add("DELETE_ACCOUNT " + account + " ");
            }
            boolean gives = given().stream().anyMatch(e -> system(e).equals(system));
            boolean away = status(since).status() == IdentityStatus.ON_LEAVE || !isEmployed(since);
            if (away && isEmployed(now) && (gives || employedSince(now) <= since) && !suspends(system)) {
                open.add("ENABLE_ACCOUNT " + account + " ");
            }
        }
        for (String entitlement : held(account)) {
            boolean taken = left && now >= end + leaver.revoke().toMillis();
            long since = heldSince.get(account.substring(account.indexOf('/') + 1) + " " + entitlement);
            if (taken || isPersonal(account) && hasLostReason(entitlement, since)) {
                open.add("REVOKE " + account + " " + entitlement);
            }
        }
    }
}
