package dev.sluice.domain.sod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Ids;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.finding.SodViolations;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Severity;
import dev.sluice.event.Subject;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/** What is found agrees with a reading that tries everything, whatever the order in which it was told. */
class SodPropertiesTest {
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000L;
    private static final List<String> NAMES =
            List.of("PAY_RUN", "PAY_APPROVE", "VENDOR_A", "VENDOR_B", "ROLE_X", "ROLE_Y");
    private static final List<String> SELECTORS = List.of(
            "sap:PAY_*",
            "sap:VENDOR_*",
            "*:*_A",
            "sap:PAY_RUN",
            "ad:PAY_APPROVE",
            "*:ROLE_X",
            "ad:*",
            "sap:*A*R*",
            "sap:VENDOR_B");

    /** One random world: rules, a catalogue, and what happens to one identity. */
    private static final class World {
        final Random random;
        final Map<String, List<String>> contains = new HashMap<>();
        final Map<String, Map<String, String>> attributes = new HashMap<>();
        final Map<String, String> own = new HashMap<>();
        final List<BruteForceSod.Rule> rules = new ArrayList<>();
        final List<BruteForceSod.Held> held = new ArrayList<>();
        final List<BruteForceSod.Accepted> accepted = new ArrayList<>();
        final List<SpecificRecordBase> events = new ArrayList<>();
        long employedFrom;
        long employedTo = Long.MAX_VALUE;

        World(long seed) {
            random = new Random(seed);
            catalogue();
            rules();
            employment();
            access();
            exceptions();
            derived();
        }

        /** A composite of two roles that are derived for two departments, which bring the same in part. */
        void derived() {
            List<String> names = new ArrayList<>(NAMES);
            Collections.shuffle(names, random);
            if (random.nextInt(3) > 0) {
                return;
            }
            List<String> both = List.of("sap:" + names.get(1), "sap:" + names.get(2));
            contains.put("sap:" + names.get(0), both);
            for (int i = 0; i < both.size(); i++) {
                contains.put(both.get(i), List.of("sap:" + names.get(3), "sap:" + names.get(4 + random.nextInt(2))));
                attributes.put(
                        both.get(i),
                        Map.of("department", List.of("Tax", "Audit").get(i)));
            }
        }

        String entitlement() {
            return (random.nextInt(3) == 0 ? "ad:" : "sap:") + NAMES.get(random.nextInt(NAMES.size()));
        }

        /** An hour, and for each event a moment of its own. */
        long at(int hour) {
            return START + hour * HOUR + events.size();
        }

        void catalogue() {
            for (int i = random.nextInt(4); i > 0; i--) {
                List<String> parts = new ArrayList<>();
                for (int j = random.nextInt(3); j >= 0; j--) {
                    String part = entitlement();
                    if (!parts.contains(part)) {
                        parts.add(part);
                    }
                }
                contains.put(entitlement(), parts);
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                attributes.put(
                        entitlement(),
                        Map.of("department", List.of("Tax", "Audit").get(random.nextInt(2))));
            }
            if (random.nextInt(3) > 0) {
                own.put("department", List.of("Tax", "Audit").get(random.nextInt(2)));
            }
        }

        void rules() {
            for (int i = random.nextInt(3); i >= 0; i--) {
                boolean exclusive = random.nextInt(4) == 0;
                List<List<String>> functions = new ArrayList<>();
                for (int j = exclusive ? 0 : 1 + random.nextInt(3); j >= 0; j--) {
                    List<String> selectors = new ArrayList<>();
                    for (int k = random.nextInt(3); k >= 0; k--) {
                        selectors.add(SELECTORS.get(random.nextInt(SELECTORS.size())));
                    }
                    functions.add(selectors);
                }
                int scope = random.nextInt(5);
                rules.add(new BruteForceSod.Rule(
                        "R" + i,
                        functions,
                        exclusive ? 1 : 1 + random.nextInt(functions.size()),
                        exclusive,
                        scope == 0 ? "department" : null,
                        scope == 1 ? "department" : null,
                        random.nextInt(4) == 0 ? START + random.nextInt(40) * HOUR : Long.MIN_VALUE,
                        random.nextInt(4) == 0 ? START + random.nextInt(60) * HOUR : Long.MAX_VALUE));
            }
        }

        void employment() {
            employedFrom = random.nextInt(4) == 0 ? START + random.nextInt(50) * HOUR : START;
            IdentityEvent hired = Events.identity(Events.header("h", "hr", null, START), "E1", IdentityAction.HIRED);
            hired.setEffectiveAt(Instant.ofEpochMilli(employedFrom));
            if (own.containsKey("department")) {
                hired.setWorker(dev.sluice.event.Worker.newBuilder()
                        .setDepartment(own.get("department"))
                        .build());
            }
            events.add(hired);
            if (random.nextInt(4) == 0) {
                employedTo = employedFrom + (1 + random.nextInt(60)) * HOUR;
                IdentityEvent left = Events.identity(
                        Events.header("l", "hr", null, at(1)), "E1", IdentityAction.TERMINATION_SCHEDULED);
                left.setEffectiveAt(Instant.ofEpochMilli(employedTo));
                events.add(left);
            }
        }

        void access() {
            Map<String, Boolean> once = new HashMap<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                String entitlement = entitlement();
                String account = random.nextInt(4) == 0 ? "ada2" : "ada";
                if (once.put(account + entitlement, true) != null) {
                    continue;
                }
                long at = at(random.nextInt(20));
                AccessEvent granted = event(AccessAction.ENTITLEMENT_GRANTED, entitlement, account, at);
                long from = at;
                long to = Long.MAX_VALUE;
                if (random.nextInt(4) == 0) {
                    from = at + random.nextInt(50) * HOUR;
                    granted.setValidFrom(Instant.ofEpochMilli(from));
                }
                if (random.nextInt(4) == 0) {
                    to = from + (1 + random.nextInt(40)) * HOUR;
                    granted.setValidTo(Instant.ofEpochMilli(to));
                }
                events.add(granted);
                if (random.nextInt(4) == 0) {
                    events.add(
                            event(AccessAction.ENTITLEMENT_REVOKED, entitlement, account, at(21 + random.nextInt(5))));
                } else {
                    held.add(new BruteForceSod.Held(entitlement, from, to));
                }
            }
        }

        AccessEvent event(AccessAction action, String entitlement, String account, long at) {
            EntitlementKey key = EntitlementKey.parse(entitlement);
            AccessEvent event = Events.access(
                    Events.header("a" + events.size(), "iga", null, at),
                    "E1",
                    action,
                    Events.account(key.system(), account));
            event.setEntitlement(key.toRef());
            return event;
        }

        void exceptions() {
            for (int i = random.nextInt(3); i > 0; i--) {
                BruteForceSod.Rule rule = rules.get(random.nextInt(rules.size()));
                String entitlement = random.nextBoolean() || held.isEmpty()
                        ? null
                        : held.get(random.nextInt(held.size())).entitlement();
                boolean twice = accepted.stream()
                        .anyMatch(one -> one.ruleId().equals(rule.id())
                                && java.util.Objects.equals(one.entitlement(), entitlement));
                if (twice) {
                    continue;
                }
                long at = at(random.nextInt(26));
                long to = random.nextInt(3) == 0 ? at + random.nextInt(40) * HOUR : Long.MAX_VALUE;
                accepted.add(new BruteForceSod.Accepted(rule.id(), entitlement, at, to));
                ComplianceEvent granted = ComplianceEvent.newBuilder()
                        .setHeader(Events.header("c" + events.size(), "grc", null, at))
                        .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                        .setAction(ComplianceAction.EXCEPTION_GRANTED)
                        .setRuleId(rule.id())
                        .setApprovedBy("E9")
                        .build();
                if (entitlement != null) {
                    granted.setEntitlement(EntitlementKey.parse(entitlement).toRef());
                }
                if (to != Long.MAX_VALUE) {
                    granted.setValidTo(Instant.ofEpochMilli(to));
                }
                events.add(granted);
            }
        }

        void changeRules() {
            List<BruteForceSod.Rule> kept = new ArrayList<>(rules);
            rules.clear();
            rules();
            List<BruteForceSod.Rule> others = new ArrayList<>(rules);
            rules.clear();
            for (int i = 0; i < 3; i++) {
                String id = "R" + i;
                List<BruteForceSod.Rule> from = random.nextBoolean() ? kept : others;
                from.stream().filter(rule -> rule.id().equals(id)).forEach(rules::add);
            }
        }

        Policies policies() {
            return policies(1);
        }

        Policies policies(long version) {
            Map<EntitlementKey, Catalogue.Entry> entries = new HashMap<>();
            for (String name : union(contains.keySet(), attributes.keySet())) {
                entries.put(
                        EntitlementKey.parse(name),
                        new Catalogue.Entry(
                                contains.getOrDefault(name, List.of()).stream()
                                        .map(EntitlementKey::parse)
                                        .toList(),
                                attributes.getOrDefault(name, Map.of())));
            }
            List<SodRule> compiled = rules.stream()
                    .map(rule -> new SodRule(
                            rule.id(),
                            rule.id(),
                            Severity.HIGH,
                            rule.functions().stream()
                                    .map(selectors -> new SodFunction(
                                            "f",
                                            selectors.stream()
                                                    .map(Selector::parse)
                                                    .toList()))
                                    .toList(),
                            rule.required(),
                            rule.exclusive(),
                            new SodScope(rule.same(), rule.across(), null),
                            Set.of(),
                            SodStage.RECORD,
                            rule.validFrom(),
                            rule.validTo(),
                            null,
                            null,
                            List.of()))
                    .toList();
            return Policies.of(version, Story.quiet(dev.sluice.domain.policy.SystemPolicy.defaults("sap")))
                    .withSod(SodIndex.of(compiled, Catalogue.of(entries)));
        }

        private static Set<String> union(Set<String> a, Set<String> b) {
            Set<String> all = new java.util.TreeSet<>(a);
            all.addAll(b);
            return all;
        }
    }

    @Property(tries = 12_000)
    void whatIsFoundIsWhatTryingEverythingFinds(@ForAll long seed) {
        World world = new World(seed);
        Harness harness = new Harness("E1", world.policies());
        List<SpecificRecordBase> order = new ArrayList<>(world.events);
        if (world.random.nextBoolean()) {
            Collections.shuffle(order, world.random);
        } else {
            order.sort((a, b) -> Long.compare(occurredAt(a), occurredAt(b)));
        }
        IdentityCodec codec = new IdentityCodec();
        for (SpecificRecordBase event : order) {
            harness.take(event);
            if (world.random.nextInt(8) == 0) {
                byte[] stored = codec.encode(new StoredIdentity(harness.state(), new long[0], harness.nextDue()));
                harness.replaceState(codec.decode("E1", stored).state());
            }
        }
        long now = START + (26 + world.random.nextInt(40)) * HOUR;
        harness.advanceTo(now);
        if (world.random.nextInt(3) == 0) {
            // Another set is in force, of which some rules are other ones: only these are looked at.
            world.changeRules();
            harness.activate(world.policies(2), now);
            now += HOUR;
            harness.advanceTo(now);
        }
        // The clock stands at what was due last; nothing changes between that and now.
        long clock = harness.state().clock();

        BruteForceSod brute = new BruteForceSod(
                world.contains,
                world.attributes,
                world.own,
                world.held,
                world.accepted,
                world.employedFrom,
                world.employedTo);
        Map<String, BruteForceSod.Found> expected = brute.found(world.rules, clock);
        Map<String, BruteForceSod.Found> found = new TreeMap<>();
        for (FindingState finding : harness.state().findings().values()) {
            if (finding.kind().equals(SodViolations.KIND) && finding.isOpen()) {
                assertThat(finding.findingId())
                        .isEqualTo(Ids.finding(SodViolations.KIND, finding.ruleId(), "E1", finding.scope()));
                found.put(
                        finding.ruleId() + "/" + finding.scope(),
                        new BruteForceSod.Found(
                                finding.status().name(),
                                finding.startsAt(),
                                finding.entitlements().stream()
                                        .map(EntitlementKey::toString)
                                        .toList()));
            }
        }
        expected.values().forEach(one -> Statistics.collect(one.status()));
        if (expected.isEmpty()) {
            Statistics.collect("none");
        }
        assertThat(found).isEqualTo(expected);
    }

    private static long occurredAt(SpecificRecordBase event) {
        return dev.sluice.domain.EventView.of(event).occurredAt();
    }
}
