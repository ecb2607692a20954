package dev.sluice.domain;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountState;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The same questions answered the slow way: all facts are kept, sorted, and read from the beginning for every question.
 * It shares no code with the core.
 */
final class NaiveModel {
    /** Status and, for a leaver, since when; within one employment also since when it is active again. */
    record Status(IdentityStatus status, long endedAt) {}

    private static final Comparator<Header> FACT_ORDER = Comparator.comparing(Header::getOccurredAt)
            .thenComparing(Header::getSource)
            .thenComparing(Header::getSourceSequence, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Header::getEventId);

    private final List<IdentityEvent> hr = new ArrayList<>();
    private final Map<String, List<AccessEvent>> byAccount = new TreeMap<>();

    /**
     * All facts.
     *
     * @param events in any order
     */
    NaiveModel(Collection<SpecificRecordBase> events) {
        List<AccessEvent> access = new ArrayList<>();
        for (SpecificRecordBase event : events) {
            if (event instanceof IdentityEvent identity) {
                hr.add(identity);
            } else {
                access.add((AccessEvent) event);
            }
        }
        hr.sort(Comparator.comparing(IdentityEvent::getHeader, FACT_ORDER));
        access.sort(Comparator.comparing(AccessEvent::getHeader, FACT_ORDER));
        for (int i = 0; i < access.size(); i++) {
            if (!isIdleRename(access.get(i))) {
                byAccount
                        .computeIfAbsent(nameToday(access, i), n -> new ArrayList<>())
                        .add(access.get(i));
            }
        }
    }

    private static boolean isIdleRename(AccessEvent event) {
        return event.getAction() == AccessAction.ACCOUNT_RENAMED
                && event.getPreviousName()
                        .equals(event.getSubject().getAccount().getName());
    }

    /** What the account that an event names is called after all renames: each one that comes after the last counts. */
    private static String nameToday(List<AccessEvent> access, int fact) {
        var ref = access.get(fact).getSubject().getAccount();
        if (ref == null) {
            return access.get(fact).getEntitlement().getSystem() + "/";
        }
        String name = ref.getName();
        for (AccessEvent event : access.subList(fact + 1, access.size())) {
            boolean renames = event.getAction() == AccessAction.ACCOUNT_RENAMED
                    && event.getSubject().getAccount().getSystem().equals(ref.getSystem())
                    && event.getPreviousName().equals(name);
            name = renames ? event.getSubject().getAccount().getName() : name;
        }
        return ref.getSystem() + "/" + name;
    }

    Set<String> accounts() {
        return byAccount.keySet();
    }

    /** The facts of an account, under whatever name they were told, in order. */
    List<AccessEvent> toldOf(String account) {
        return List.copyOf(byAccount.get(account));
    }

    Status status(long t) {
        if (hr.isEmpty()) {
            return new Status(IdentityStatus.UNKNOWN, 0);
        }
        Set<String> ids = new TreeSet<>();
        boolean deleted = false;
        for (IdentityEvent e : hr) {
            deleted |= e.getAction() == IdentityAction.DELETED;
            if (start(e, t) != null || speaksOfEnd(e)) {
                ids.add(employment(e));
            }
        }
        if (ids.isEmpty()) {
            if (!deleted) {
                return active(t, Long.MIN_VALUE);
            }
            ids.add("");
        }
        boolean future = false;
        Long endedAt = null;
        Long activeSince = null;
        for (Set<String> sharing : employments(ids, t)) {
            Status one = employmentStatus(sharing, t, t);
            if (one.status() == IdentityStatus.ACTIVE) {
                activeSince = activeSince == null ? one.endedAt() : Math.min(activeSince, one.endedAt());
            }
            future |= one.status() == IdentityStatus.PRE_HIRE;
            if (one.status() == IdentityStatus.TERMINATED) {
                endedAt = endedAt == null ? one.endedAt() : Math.max(endedAt, one.endedAt());
            }
        }
        if (activeSince != null) {
            return active(t, hasLeftSince(leaveBegan(t), t, employments(ids, t)) ? Long.MAX_VALUE : activeSince);
        }
        if (endedAt != null) {
            return new Status(IdentityStatus.TERMINATED, endedAt);
        }
        return new Status(future ? IdentityStatus.PRE_HIRE : IdentityStatus.UNKNOWN, 0);
    }

    private long leaveBegan(long t) {
        IdentityEvent leave = latest(t, e -> true, "leave");
        return leave == null ? Long.MAX_VALUE : effective(leave);
    }

    /** Whether nobody employed the identity any more at some instant, or at one after it. */
    private boolean hasLeftSince(long began, long t, List<Set<String>> employments) {
        Set<Long> instants = new TreeSet<>(Set.of(began));
        for (IdentityEvent e : hr) {
            instants.add(effective(e));
            instants.add(at(e.getHeader()));
            instants.add(start(e, t) == null ? began : start(e, t));
            instants.add(end(e, t) == null ? began : end(e, t));
        }
        for (long instant : instants) {
            if (employments.size() > 1 && instant >= began && instant <= t) {
                Set<IdentityStatus> all = new HashSet<>();
                employments.forEach(
                        ids -> all.add(employmentStatus(ids, t, instant).status()));
                if (all.contains(IdentityStatus.TERMINATED) && !all.contains(IdentityStatus.ACTIVE)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Status active(long t, long since) {
        IdentityEvent leave = latest(t, e -> true, "leave");
        boolean onLeave = leave != null && value(leave, "leave") != null && effective(leave) >= since;
        return new Status(onLeave ? IdentityStatus.ON_LEAVE : IdentityStatus.ACTIVE, 0);
    }

    /** Which ids speak of one employment: a record without an id joins named ones unless both tell a start. */
    private List<Set<String>> employments(Set<String> ids, long t) {
        if (ids.size() == 1 || !ids.contains("")) {
            return ids.stream().map(Set::of).toList();
        }
        boolean ownStart = hasStart("", t);
        List<Set<String>> employments = new ArrayList<>();
        boolean absorbed = !ownStart;
        for (String id : ids) {
            if (!id.isEmpty()) {
                boolean joins = !ownStart || !hasStart(id, t);
                absorbed |= joins;
                employments.add(joins ? Set.of(id, "") : Set.of(id));
            }
        }
        if (!absorbed) {
            employments.add(Set.of(""));
        }
        return employments;
    }

    private boolean hasStart(String id, long t) {
        return hr.stream().anyMatch(e -> employment(e).equals(id) && start(e, t) != null);
    }

    /** By what is known at an instant, what was the case at another one. */
    private Status employmentStatus(Set<String> ids, long t, long when) {
        int startAt = -1;
        int endAt = -1;
        int deletedAt = -1;
        for (int i = 0; i < hr.size(); i++) {
            IdentityEvent e = hr.get(i);
            if (e.getAction() == IdentityAction.DELETED) {
                deletedAt = i;
            }
            if (ids.contains(employment(e))) {
                startAt = start(e, t) != null ? i : startAt;
                endAt = speaksOfEnd(e) ? i : endAt;
            }
        }
        List<long[]> absences = new ArrayList<>();
        Long end = endAt < 0 ? null : end(hr.get(endAt), t);
        if (end != null) {
            Long resumed = startNotBefore(ids, endAt, end, t);
            int rehire = lastOf(ids, IdentityAction.REHIRED);
            if (resumed == null && rehire > endAt) {
                boolean over = end <= at(hr.get(rehire).getHeader());
                boolean sameDay = end <= start(hr.get(rehire), t) + 26 * 3_600_000L;
                resumed = over || sameDay ? end : null;
            }
            absences.add(new long[] {end, resumed == null ? Long.MAX_VALUE : resumed});
        }
        if (deletedAt >= 0) {
            long deleted = effective(hr.get(deletedAt));
            Long resumed = startNotBefore(ids, deletedAt, deleted, t);
            boolean hired =
                    Math.max(lastOf(ids, IdentityAction.HIRED), lastOf(ids, IdentityAction.REHIRED)) > deletedAt;
            long until = resumed != null ? resumed : hired ? deleted : Long.MAX_VALUE;
            absences.add(new long[] {deleted, until});
        }
        Long endedAt = null;
        boolean worked = false;
        long activeSince = Long.MIN_VALUE;
        long border = rehired(ids, t);
        activeSince = when >= border ? border : activeSince;
        for (long[] absence : absences) {
            activeSince = when >= absence[1] ? Math.max(activeSince, absence[1]) : activeSince;
            if (when >= absence[0] && when < absence[1]) {
                endedAt = endedAt == null ? absence[0] : Math.min(endedAt, absence[0]);
            } else {
                worked |= when >= absence[1] || absence[1] != Long.MAX_VALUE && when >= firstHire(ids, t);
            }
        }
        if (endedAt != null) {
            return new Status(IdentityStatus.TERMINATED, endedAt);
        }
        Long start = startAt < 0 ? null : start(hr.get(startAt), t);
        boolean future = start != null && when < start && !worked;
        return future ? new Status(IdentityStatus.PRE_HIRE, 0) : new Status(IdentityStatus.ACTIVE, activeSince);
    }

    /** When the last rehire took effect; one that names no later start than the first hire, when the first such was told. */
    private long rehired(Set<String> ids, long t) {
        long original = Long.MIN_VALUE;
        for (IdentityEvent e : hr) {
            if (e.getAction() == IdentityAction.HIRED && ids.contains(employment(e))) {
                original = original == Long.MIN_VALUE ? start(e, t) : Math.min(original, start(e, t));
            }
        }
        long border = Long.MAX_VALUE;
        for (IdentityEvent e : hr) {
            if (e.getAction() == IdentityAction.REHIRED && ids.contains(employment(e))) {
                boolean repeats = start(e, t) <= original;
                long told = Math.max(start(e, t), at(e.getHeader()));
                border = repeats ? border == Long.MAX_VALUE ? told : border : start(e, t);
            }
        }
        return border;
    }

    /** Of the last start and all hires: the latest recorded after a fact and not before an instant. */
    private Long startNotBefore(Set<String> ids, int fact, long instant, long t) {
        Set<Integer> candidates = new TreeSet<>();
        Integer last = null;
        for (int i = 0; i < hr.size(); i++) {
            if (ids.contains(employment(hr.get(i))) && start(hr.get(i), t) != null) {
                last = i;
                if (isHire(hr.get(i))) {
                    candidates.add(i);
                }
            }
        }
        if (last != null) {
            candidates.add(last);
        }
        Long latest = null;
        for (int i : candidates) {
            latest = i > fact && start(hr.get(i), t) >= instant ? start(hr.get(i), t) : latest;
        }
        return latest;
    }

    private long firstHire(Set<String> ids, long t) {
        return hr.stream()
                .filter(e -> ids.contains(employment(e)) && isHire(e))
                .mapToLong(e -> start(e, t))
                .min()
                .orElse(Long.MIN_VALUE);
    }

    private static boolean isHire(IdentityEvent e) {
        return e.getAction() == IdentityAction.HIRED || e.getAction() == IdentityAction.REHIRED;
    }

    private int lastOf(Set<String> ids, IdentityAction action) {
        int last = -1;
        for (int i = 0; i < hr.size(); i++) {
            boolean named = ids.contains(employment(hr.get(i)));
            last = named && hr.get(i).getAction() == action ? i : last;
        }
        return last;
    }

    private static String employment(IdentityEvent e) {
        Worker worker = e.getWorker();
        return worker == null || worker.getEmploymentId() == null ? "" : worker.getEmploymentId();
    }

    private Long start(IdentityEvent e, long t) {
        boolean hires = e.getAction() == IdentityAction.HIRED || e.getAction() == IdentityAction.REHIRED;
        if (hires && e.getEffectiveAt() != null) {
            return e.getEffectiveAt().toEpochMilli();
        }
        if (e.getWorker() != null && e.getWorker().getStartDate() != null) {
            return startOf(e.getWorker().getStartDate(), e, t);
        }
        return hires ? at(e.getHeader()) : null;
    }

    private static boolean speaksOfEnd(IdentityEvent e) {
        boolean dated = e.getWorker() != null && e.getWorker().getEndDate() != null;
        return switch (e.getAction()) {
            case TERMINATED, TERMINATION_SCHEDULED, TERMINATION_RESCINDED -> true;
            case DELETED -> false;
            default -> dated || (e.getComplete() && e.getWorker() != null);
        };
    }

    private Long end(IdentityEvent e, long t) {
        boolean ends =
                e.getAction() == IdentityAction.TERMINATED || e.getAction() == IdentityAction.TERMINATION_SCHEDULED;
        if (ends && e.getEffectiveAt() != null) {
            return e.getEffectiveAt().toEpochMilli();
        }
        if (e.getWorker() != null && e.getWorker().getEndDate() != null) {
            return startOf(e.getWorker().getEndDate().plusDays(1), e, t);
        }
        return ends ? at(e.getHeader()) : null;
    }

    private long startOf(LocalDate date, IdentityEvent e, long t) {
        String zone = e.getWorker().getTimeZone();
        ZoneId used = zone != null ? ZoneId.of(zone) : zoneOfIdentity(t);
        return date.atStartOfDay(used).toInstant().toEpochMilli();
    }

    /** The zone in force; while none is yet, the one that will be first. */
    private ZoneId zoneOfIdentity(long t) {
        IdentityEvent inForce = latest(t, e -> true, "timeZone");
        if (inForce == null) {
            for (IdentityEvent e : hr) {
                boolean sets = value(e, "timeZone") != null || clears(e, "timeZone");
                boolean earlier = inForce == null || effective(e) <= effective(inForce);
                inForce = sets && earlier ? e : inForce;
            }
        }
        String zone = inForce == null ? null : value(inForce, "timeZone");
        return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    }

    Map<String, String> attributes(long t) {
        Set<String> fields = new TreeSet<>(Set.of("department", "title", "timeZone", "leave"));
        for (IdentityEvent e : hr) {
            if (e.getWorker() != null) {
                e.getWorker().getExtra().keySet().forEach(k -> fields.add("extra." + k));
            }
        }
        Map<String, String> values = new TreeMap<>();
        for (String field : fields) {
            IdentityEvent holds = latest(t, e -> true, field);
            if (holds != null && value(holds, field) != null) {
                values.put(field, value(holds, field));
            }
        }
        return values;
    }

    private IdentityEvent latest(long t, java.util.function.Predicate<IdentityEvent> filter, String field) {
        IdentityEvent latest = null;
        for (IdentityEvent e : hr) {
            boolean speaks = filter.test(e) && (value(e, field) != null || clears(e, field));
            if (speaks && effective(e) <= t && (latest == null || effective(e) >= effective(latest))) {
                latest = e;
            }
        }
        return latest;
    }

    private static boolean clears(IdentityEvent e, String field) {
        if (field.equals("leave")) {
            return e.getAction() == IdentityAction.LEAVE_ENDED;
        }
        return e.getComplete() && e.getWorker() != null;
    }

    private static String value(IdentityEvent e, String field) {
        if (field.equals("leave")) {
            String kind = e.getLeaveKind() == null ? "UNSPECIFIED" : e.getLeaveKind();
            return e.getAction() == IdentityAction.LEAVE_STARTED ? kind : null;
        }
        if (e.getWorker() == null) {
            return null;
        }
        return switch (field) {
            case "department" -> e.getWorker().getDepartment();
            case "title" -> e.getWorker().getTitle();
            case "timeZone" -> e.getWorker().getTimeZone();
            default -> e.getWorker().getExtra().get(field.substring("extra.".length()));
        };
    }

    private static long effective(IdentityEvent e) {
        Instant effective = e.getEffectiveAt();
        return effective == null ? at(e.getHeader()) : effective.toEpochMilli();
    }

    AccountState accountState(String account) {
        AccountState state = AccountState.UNKNOWN;
        for (Access fact : facts(account)) {
            switch (fact.action()) {
                case ACCOUNT_CREATED, ACCOUNT_ENABLED -> state = AccountState.ENABLED;
                case ACCOUNT_DISABLED -> state = AccountState.DISABLED;
                case ACCOUNT_DELETED -> state = AccountState.DELETED;
                case ENTITLEMENT_GRANTED -> state = isUnused(state) ? AccountState.ENABLED : state;
                case ACCESS_SNAPSHOT -> {
                    if (isUnused(state)) {
                        state = fact.listed().isEmpty() ? AccountState.UNKNOWN : AccountState.ENABLED;
                    }
                }
                case ACCOUNT_LINKED, ACCOUNT_UPDATED, ACCOUNT_RENAMED ->
                    state = state == AccountState.DELETED ? AccountState.UNKNOWN : state;
                default -> {}
            }
        }
        return state;
    }

    private static boolean isUnused(AccountState state) {
        return state == AccountState.DELETED || state == AccountState.UNKNOWN;
    }

    /** What an account holds: the last fact about an entitlement wins, within the limits of a grant. */
    Set<String> held(String account, long t) {
        List<Access> facts = facts(account);
        Set<String> named = new TreeSet<>();
        facts.forEach(f -> named.addAll(f.listed()));
        Set<String> held = new TreeSet<>();
        for (String entitlement : named) {
            if (isHeld(facts, entitlement, t)) {
                held.add(entitlement);
            }
        }
        return held;
    }

    private static boolean isHeld(List<Access> facts, String entitlement, long t) {
        Access inForce = null;
        for (Access fact : facts) {
            boolean names = fact.listed().contains(entitlement);
            switch (fact.action()) {
                case ENTITLEMENT_GRANTED -> inForce = names && fact.from() <= t ? fact : inForce;
                case ENTITLEMENT_REVOKED -> inForce = names ? null : inForce;
                case ACCOUNT_DELETED -> inForce = null;
                case ACCESS_SNAPSHOT -> {
                    boolean renews = names && (inForce == null || fact.at() >= inForce.to());
                    inForce = !names ? null : renews ? fact : inForce;
                }
                default -> {}
            }
        }
        return inForce != null && t < inForce.to();
    }

    private record Access(AccessAction action, long at, long from, long to, Set<String> listed) {}

    /** The facts of an account in order; a snapshot in parts stands where its last part does. */
    private List<Access> facts(String account) {
        Map<String, List<AccessEvent>> feeds = new HashMap<>();
        List<Access> facts = new ArrayList<>();
        for (AccessEvent e : byAccount.get(account)) {
            Set<String> listed = new HashSet<>();
            if (e.getAction() == AccessAction.ACCESS_SNAPSHOT) {
                boolean inParts = e.getSnapshotParts() != null && e.getSnapshotParts() > 1;
                List<AccessEvent> parts = inParts
                        ? feeds.computeIfAbsent(e.getHeader().getFeedId(), f -> new ArrayList<>())
                        : new ArrayList<>();
                parts.add(e);
                if (inParts && parts.size() < e.getSnapshotParts()) {
                    continue;
                }
                parts.forEach(p -> p.getSnapshot().forEach(ref -> listed.add(text(ref))));
            } else if (e.getEntitlement() != null) {
                listed.add(text(e.getEntitlement()));
            }
            long at = at(e.getHeader());
            long from = e.getValidFrom() == null
                    ? at
                    : Math.max(at, e.getValidFrom().toEpochMilli());
            long to = e.getValidTo() == null ? Long.MAX_VALUE : e.getValidTo().toEpochMilli();
            facts.add(new Access(e.getAction(), at, from, to, listed));
        }
        return facts;
    }

    private static String text(EntitlementRef ref) {
        return ref.getSystem() + ":" + ref.getName();
    }

    private static long at(Header header) {
        return header.getOccurredAt().toEpochMilli();
    }
}
