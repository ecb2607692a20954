package dev.sluice.domain;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Random histories of one identity: few instants, accounts and entitlements, so that facts meet. Several sources, with
 * and without sequence numbers, report in the same millisecond.
 */
public final class Histories {
    static final Instant BASE = Instant.parse("2026-03-01T00:00:00Z");
    private static final LocalDate BASE_DAY = LocalDate.parse("2026-03-01");
    private static final Duration SLOT = Duration.ofHours(8);
    private static final List<String> ENTITLEMENTS = List.of("sap:CLERK", "sap:PAY", "sap:VENDOR", "ad:STAFF");

    /** The names between which accounts are renamed, given back and taken over; two differ in case only. */
    private static final List<String> LDAP_NAMES = List.of("ada", "Ada", "lovelace");

    /** Snapshots in parts that an account may have before the core gives up the oldest incomplete one. */
    private static final int FEEDS_PER_ACCOUNT = 4;

    /** An event that does not know its id yet. */
    private interface Draft {
        List<SpecificRecordBase> events(int number);
    }

    private record Stamp(int slot, String source, Long sequence) {
        Header header(String eventId) {
            return header(eventId, 0);
        }

        Header header(String eventId, int minutesLater) {
            return Events.header(
                    eventId,
                    source,
                    sequence,
                    slotMs(slot) + Duration.ofMinutes(minutesLater).toMillis());
        }
    }

    private Histories() {}

    /** Up to 60 events in the order of facts. */
    public static Arbitrary<List<SpecificRecordBase>> histories() {
        Arbitrary<Draft> draft = Arbitraries.frequencyOf(Tuple.of(2, hrDrafts()), Tuple.of(3, accessDrafts()));
        return draft.list()
                .ofMinSize(1)
                .ofMaxSize(58)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Histories::written)
                .filter(events -> !events.isEmpty());
    }

    /** As {@link #histories()}, with requests for access among the events. */
    public static Arbitrary<List<SpecificRecordBase>> governed() {
        Arbitrary<Draft> draft = Arbitraries.frequencyOf(
                Tuple.of(3, hrDrafts()), Tuple.of(4, accessDrafts()), Tuple.of(2, requestDrafts()));
        return draft.list()
                .ofMinSize(1)
                .ofMaxSize(58)
                .withSizeDistribution(RandomDistribution.uniform())
                .map(Histories::written)
                .filter(events -> !events.isEmpty());
    }

    private static Arbitrary<Draft> requestDrafts() {
        Arbitrary<AccessAction> actions = Arbitraries.of(
                AccessAction.REQUEST_SUBMITTED,
                AccessAction.REQUEST_SUBMITTED,
                AccessAction.REQUEST_APPROVED,
                AccessAction.REQUEST_APPROVED,
                AccessAction.REQUEST_APPROVED,
                AccessAction.REQUEST_REJECTED,
                AccessAction.REQUEST_CANCELLED);
        Arbitrary<AccessRequest> requests = Combinators.combine(
                        Arbitraries.of("R1", "R2", "R3"),
                        Arbitraries.of(Story.ADA, "E1").injectNull(0.5),
                        Arbitraries.of(Story.ADA, "E1", "E2", "E3").injectNull(0.3),
                        Arbitraries.of("INC1").injectNull(0.7))
                .as((id, by, approver, ticket) -> new AccessRequest(id, by, approver, null, ticket));
        return Combinators.combine(
                        stamps(),
                        actions,
                        requests,
                        Arbitraries.of(ENTITLEMENTS).injectNull(0.3),
                        instants(),
                        instants())
                .as((stamp, action, request, entitlement, from, to) -> number -> {
                    AccessEvent event = event(stamp, number, action, null);
                    event.setRequest(AccessRequest.newBuilder(request).build());
                    event.setEntitlement(entitlement == null ? null : Events.entitlement(entitlement));
                    event.setValidFrom(from);
                    event.setValidTo(to);
                    return List.of(event);
                });
    }

    /** The same events in another order, some of them several times. */
    public static List<SpecificRecordBase> shuffled(List<SpecificRecordBase> events, long seed) {
        Random random = new Random(seed);
        List<SpecificRecordBase> order = new ArrayList<>(events);
        for (SpecificRecordBase event : events) {
            if (random.nextInt(4) == 0) {
                order.add(event);
            }
        }
        Collections.shuffle(order, random);
        return order;
    }

    static long lastOccurred(List<SpecificRecordBase> events) {
        return events.stream()
                .mapToLong(e -> EventView.of(e).occurredAt())
                .max()
                .orElseThrow();
    }

    public static long endOf(List<SpecificRecordBase> events) {
        return lastOccurred(events) + Duration.ofDays(60).toMillis();
    }

    static long slotMs(int slot) {
        return BASE.plus(SLOT.multipliedBy(slot)).toEpochMilli();
    }

    private static List<SpecificRecordBase> written(List<Draft> drafts) {
        List<SpecificRecordBase> events = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            events.addAll(drafts.get(i).events(i));
        }
        events.removeIf(e -> Validation.check(EventView.of(e), Long.MAX_VALUE / 2, Duration.ZERO)
                .isPresent());
        events.sort(Comparator.comparing(e -> FactKey.of(EventView.of(e).header())));
        dropFeedsBeyondTheLimit(events);
        return events.subList(0, Math.min(60, events.size()));
    }

    private static void dropFeedsBeyondTheLimit(List<SpecificRecordBase> events) {
        Map<String, List<String>> feeds = new HashMap<>();
        events.removeIf(event -> {
            String feed = EventView.of(event).header().getFeedId();
            if (feed == null) {
                return false;
            }
            AccountRef account = EventView.of(event).subject().getAccount();
            List<String> known = feeds.computeIfAbsent(
                    account.getSystem() + (account.getSystem().equals("ldap") ? "" : account.getName()),
                    a -> new ArrayList<>());
            if (!known.contains(feed)) {
                known.add(feed);
            }
            return known.indexOf(feed) >= FEEDS_PER_ACCOUNT
                    || account.getSystem().equals("ldap");
        });
    }

    private static Arbitrary<Stamp> stamps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 45),
                        Arbitraries.of("workday", "sap", "ad"),
                        Arbitraries.longs().between(0, 3).injectNull(0.5))
                .as(Stamp::new);
    }

    private static Arbitrary<Instant> instants() {
        return Arbitraries.integers()
                .between(-10, 90)
                .map(slot -> Instant.ofEpochMilli(slotMs(slot)))
                .injectNull(0.6);
    }

    private static Arbitrary<LocalDate> days() {
        return Arbitraries.integers().between(-5, 30).map(BASE_DAY::plusDays).injectNull(0.6);
    }

    private static Arbitrary<Worker> workers() {
        return Combinators.combine(
                        Arbitraries.of(null, null, "A", "B"),
                        days(),
                        days(),
                        Arbitraries.of(null, null, "Australia/Melbourne", "America/Los_Angeles", "UTC"),
                        Arbitraries.of(null, "Treasury", "Sales"),
                        Arbitraries.maps(Arbitraries.of("site", "floor"), Arbitraries.of("x", "y"))
                                .ofMaxSize(2))
                .as((employment, start, end, zone, department, extra) -> {
                    Worker worker = Events.worker(Events.employment(employment), Events.department(department));
                    worker.setStartDate(start);
                    worker.setEndDate(end);
                    worker.setTimeZone(zone);
                    worker.setExtra(extra);
                    return worker;
                })
                .injectNull(0.3);
    }

    private static Arbitrary<Draft> hrDrafts() {
        Arbitrary<IdentityAction> actions = Arbitraries.of(
                IdentityAction.HIRED,
                IdentityAction.UPDATED,
                IdentityAction.UPDATED,
                IdentityAction.TRANSFERRED,
                IdentityAction.LEAVE_STARTED,
                IdentityAction.LEAVE_ENDED,
                IdentityAction.TERMINATION_SCHEDULED,
                IdentityAction.TERMINATED,
                IdentityAction.TERMINATED,
                IdentityAction.TERMINATION_RESCINDED,
                IdentityAction.REHIRED,
                IdentityAction.DELETED);
        return Combinators.combine(stamps(), actions, instants(), workers(), Arbitraries.of(false, false, true))
                .as((stamp, action, effectiveAt, worker, complete) -> number -> {
                    IdentityEvent event = Events.identity(stamp.header("h" + number), Story.ADA, action);
                    event.setEffectiveAt(effectiveAt);
                    event.setWorker(
                            worker == null ? null : Worker.newBuilder(worker).build());
                    event.setComplete(complete);
                    return List.of(event);
                });
    }

    private static Arbitrary<AccountRef> accounts() {
        return Arbitraries.of(
                        "sap/ada",
                        "sap/ada",
                        "sap/ADA",
                        "ad/ada",
                        "jira/ada",
                        "hr/ada",
                        "ldap/ada",
                        "ldap/Ada",
                        "ldap/lovelace")
                .map(text ->
                        Events.account(text.substring(0, text.indexOf('/')), text.substring(text.indexOf('/') + 1)));
    }

    private static Arbitrary<Draft> accessDrafts() {
        Arbitrary<AccessAction> states = Arbitraries.of(
                AccessAction.ACCOUNT_CREATED,
                AccessAction.ACCOUNT_ENABLED,
                AccessAction.ACCOUNT_DISABLED,
                AccessAction.ACCOUNT_DELETED,
                AccessAction.ACCOUNT_LINKED,
                AccessAction.ACCOUNT_UPDATED);
        Arbitrary<Draft> account = Combinators.combine(stamps(), states, accounts())
                .as((stamp, action, ref) -> number -> List.of(event(stamp, number, action, ref)));
        Arbitrary<Draft> rename = Combinators.combine(stamps(), Arbitraries.of(LDAP_NAMES), Arbitraries.of(LDAP_NAMES))
                .as((stamp, from, to) -> number -> List.of(renamed(stamp, number, from, Events.account("ldap", to))));
        return Arbitraries.frequencyOf(
                Tuple.of(3, account), Tuple.of(2, rename), Tuple.of(7, entitlementDrafts()), Tuple.of(3, snapshots()));
    }

    private static Arbitrary<Draft> entitlementDrafts() {
        Arbitrary<AccessAction> actions = Arbitraries.of(
                AccessAction.ENTITLEMENT_GRANTED, AccessAction.ENTITLEMENT_GRANTED, AccessAction.ENTITLEMENT_REVOKED);
        return Combinators.combine(
                        stamps(),
                        actions,
                        accounts().injectNull(0.1),
                        Arbitraries.of(ENTITLEMENTS),
                        instants(),
                        instants())
                .as((stamp, action, ref, entitlement, from, to) -> number -> {
                    AccessEvent event = event(stamp, number, action, ref);
                    event.setEntitlement(Events.entitlement(entitlement));
                    event.setValidFrom(from);
                    event.setValidTo(to);
                    return List.of(event);
                });
    }

    private static Arbitrary<Draft> snapshots() {
        Arbitrary<List<EntitlementRef>> listings = Arbitraries.of(ENTITLEMENTS)
                .set()
                .ofMaxSize(3)
                .map(set -> set.stream().map(Events::entitlement).toList());
        return Combinators.combine(
                        stamps(),
                        accounts(),
                        listings,
                        listings,
                        Arbitraries.integers().between(0, 50).injectNull(0.6))
                .as((stamp, ref, first, second, delay) -> number -> snapshot(stamp, number, ref, first, second, delay));
    }

    private static List<SpecificRecordBase> snapshot(
            Stamp stamp,
            int number,
            AccountRef ref,
            List<EntitlementRef> first,
            List<EntitlementRef> second,
            Integer delay) {
        AccessEvent one = event(stamp, number, AccessAction.ACCESS_SNAPSHOT, ref);
        one.setSnapshot(first);
        if (delay == null) {
            return List.of(one);
        }
        AccessEvent two = event(stamp, number, AccessAction.ACCESS_SNAPSHOT, ref);
        two.setHeader(stamp.header(one.getHeader().getEventId() + "b", delay));
        two.setSnapshot(second);
        int part = 1;
        for (AccessEvent event : List.of(one, two)) {
            event.getHeader().setFeedId("feed-" + number);
            event.setSnapshotPart(part++);
            event.setSnapshotParts(2);
        }
        return List.of(one, two);
    }

    private static AccessEvent renamed(Stamp stamp, int number, String from, AccountRef to) {
        AccessEvent event = event(stamp, number, AccessAction.ACCOUNT_RENAMED, to);
        event.setPreviousName(from);
        return event;
    }

    private static AccessEvent event(Stamp stamp, int number, AccessAction action, AccountRef ref) {
        AccountRef copy = ref == null ? null : AccountRef.newBuilder(ref).build();
        return Events.access(stamp.header("a" + number), Story.ADA, action, copy);
    }
}
