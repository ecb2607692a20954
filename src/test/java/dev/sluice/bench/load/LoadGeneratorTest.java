package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Validation;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.policy.PolicyParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private static final LoadProfile PROFILE = profile();

    private static LoadProfile profile() {
        LoadProfile quick = LoadProfile.read("quick");
        return new LoadProfile(
                "small",
                7,
                60_000,
                quick.eventsPerDay(),
                200,
                0.9,
                6,
                2,
                20,
                500,
                10,
                4,
                new Mix(50, 40, 10, 3, 1, 1, 1),
                5.0,
                1,
                1,
                0,
                quick.latency());
    }

    private static List<LoadEvent> log(LoadProfile profile, int count) {
        LoadGenerator generator = new LoadGenerator(profile);
        List<LoadEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(generator.next());
        }
        return events;
    }

    @Test
    void theSameSeedGivesTheSameLog() {
        assertThat(log(PROFILE, 20_000)).isEqualTo(log(PROFILE, 20_000));
    }

    @Test
    void anotherSeedGivesAnotherLog() {
        assertThat(log(PROFILE, 2_000)).isNotEqualTo(log(PROFILE.withSeed(8), 2_000));
    }

    @Test
    void everyEventIsValidAndAtHome() {
        for (LoadEvent event : log(PROFILE, PROFILE.events())) {
            EventView view = EventView.of(event.event());
            assertThat(Validation.check(view, event.arrivedAt(), Duration.ZERO)).isEmpty();
            assertThat(view.subjectKey()).isEqualTo(event.key());
            assertThat(view.category()).isEqualTo(event.category());
        }
    }

    @Test
    void theFactsOfAnIdentityComeInTheOrderInWhichTheyOccurred() {
        Map<String, Long> last = new HashMap<>();
        for (LoadEvent event : log(PROFILE, PROFILE.events())) {
            long occurredAt = EventView.of(event.event()).occurredAt();
            assertThat(occurredAt).isGreaterThan(last.getOrDefault(event.key(), 0L));
            last.put(event.key(), occurredAt);
        }
    }

    @Test
    void anEventIdTellsItsPlaceAndIsUnique() {
        Set<String> ids = new HashSet<>();
        long number = 0;
        for (LoadEvent event : log(PROFILE, 20_000)) {
            String id = EventView.of(event.event()).header().getEventId();
            assertThat(Envelopes.number(id)).isEqualTo(number++);
            assertThat(ids.add(id)).isTrue();
        }
    }

    @Test
    void theMixIsAsTheProfileSays() {
        Map<Category, Integer> counts = new EnumMap<>(Category.class);
        List<LoadEvent> log = log(PROFILE, PROFILE.events());
        List<LoadEvent> mixed = log.subList(PROFILE.preparation(), log.size());
        mixed.forEach(event -> counts.merge(event.category(), 1, Integer::sum));

        assertThat(share(counts, Category.AUTHENTICATION, mixed)).isBetween(0.45, 0.52);
        assertThat(share(counts, Category.ACCESS, mixed)).isBetween(0.34, 0.42);
        assertThat(share(counts, Category.IDENTITY, mixed)).isBetween(0.08, 0.11);
        assertThat(share(counts, Category.PRIVILEGED_SESSION, mixed)).isBetween(0.03, 0.05);
        assertThat(share(counts, Category.COMPLIANCE, mixed)).isBetween(0.005, 0.015);
    }

    @Test
    void identitiesGoOnHoldingAboutAsMuch() {
        Map<String, Set<String>> held = new HashMap<>();
        for (LoadEvent event : log(PROFILE, PROFILE.events())) {
            if (event.event() instanceof AccessEvent access) {
                apply(access, held.computeIfAbsent(event.key(), key -> new HashSet<>()));
            }
        }
        double mean = held.values().stream().mapToInt(Set::size).average().orElseThrow();

        assertThat(mean).isBetween(12.0, 24.0);
    }

    /** A grant of what is held, or a revoke of what is not, would change nothing and be no load. */
    private static void apply(AccessEvent access, Set<String> held) {
        if (access.getAction() == AccessAction.ACCESS_SNAPSHOT) {
            access.getSnapshot().forEach(entitlement -> held.add(entitlement.toString()));
        } else if (access.getAction() == AccessAction.ENTITLEMENT_GRANTED) {
            assertThat(held.add(access.getEntitlement().toString())).isTrue();
        } else if (access.getAction() == AccessAction.ENTITLEMENT_REVOKED) {
            assertThat(held.remove(access.getEntitlement().toString())).isTrue();
        }
    }

    @Test
    void whoeverLeavesLosesAccess() {
        Set<String> left = new HashSet<>();
        Set<String> disabled = new HashSet<>();
        for (LoadEvent event : log(PROFILE, PROFILE.events())) {
            if (event.event() instanceof IdentityEvent hr && hr.getAction() == IdentityAction.TERMINATED) {
                left.add(event.key());
            }
            if (event.event() instanceof AccessEvent access && access.getAction() == AccessAction.ACCOUNT_DISABLED) {
                disabled.add(event.key());
            }
        }
        assertThat(left).hasSizeGreaterThan(50).containsAll(disabled);
        assertThat(disabled).hasSizeGreaterThan(20);
    }

    @Test
    void thePoliciesAreOnesThatTheStageReads() {
        assertThat(PolicyParser.parse(LoadPolicies.of(PROFILE), 1).systems()).hasSize(PROFILE.systems());
    }

    private static double share(Map<Category, Integer> counts, Category category, List<LoadEvent> all) {
        return counts.get(category) / (double) all.size();
    }
}
