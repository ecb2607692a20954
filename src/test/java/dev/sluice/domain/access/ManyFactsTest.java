package dev.sluice.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.HeldEntitlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** More facts about one account than are remembered one by one. */
class ManyFactsTest {
    private static final long BASE = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final List<String> ENTITLEMENTS = List.of("sap:CLERK", "sap:PAY", "sap:VENDOR");

    /** What is held is the same in any order; since when is exact only where no removal comes later than 32 snapshots. */
    @Property(tries = 500)
    void snapshotsBeyondWhatIsRememberedEndInTheSameInAnyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<AccessEvent> events = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            events.add(snapshot(i, random));
        }
        List<AccessEvent> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);

        assertThat(held(events)).isEqualTo(listedByTheLast(events));
        assertThat(names(held(shuffled))).isEqualTo(names(held(events)));
    }

    /** Grants and revokes interfere with what is folded only where they are few enough to be remembered. */
    @Property(tries = 500)
    void grantsAndRevokesBetweenManySnapshotsEndInTheSameInAnyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<AccessEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(random.nextInt(6) == 0 ? single(i, random) : snapshot(i, random));
        }
        List<AccessEvent> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);

        assertThat(names(held(shuffled))).isEqualTo(names(held(events)));
    }

    private static List<HeldEntitlement> held(List<AccessEvent> arrivals) {
        Harness harness = new Harness(Story.ADA, Policies.of(1));
        arrivals.forEach(harness::take);
        return harness.held();
    }

    private static List<String> names(List<HeldEntitlement> held) {
        return held.stream().map(HeldEntitlement::getName).toList();
    }

    /** Held since the first of the uninterrupted run of snapshots that list it. */
    private static List<HeldEntitlement> listedByTheLast(List<AccessEvent> events) {
        List<HeldEntitlement> held = new ArrayList<>();
        for (String entitlement : ENTITLEMENTS) {
            Instant since = null;
            for (AccessEvent event : events) {
                boolean lists = event.getSnapshot().contains(Events.entitlement(entitlement));
                since = !lists
                        ? null
                        : since == null ? EventView.of(event).header().getOccurredAt() : since;
            }
            if (since != null) {
                held.add(HeldEntitlement.newBuilder()
                        .setSystem("sap")
                        .setName(entitlement.substring(4))
                        .setAccount("ada")
                        .setSince(since)
                        .setReason("OBSERVED")
                        .build());
            }
        }
        return held;
    }

    private static AccessEvent snapshot(int number, Random random) {
        AccessEvent event = event(number, AccessAction.ACCESS_SNAPSHOT);
        event.setSnapshot(ENTITLEMENTS.stream()
                .filter(e -> random.nextInt(8) > 0)
                .map(Events::entitlement)
                .toList());
        return event;
    }

    private static AccessEvent single(int number, Random random) {
        AccessEvent event = event(
                number, random.nextBoolean() ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED);
        event.setEntitlement(Events.entitlement(ENTITLEMENTS.get(random.nextInt(ENTITLEMENTS.size()))));
        return event;
    }

    private static AccessEvent event(int number, AccessAction action) {
        long at = BASE + Duration.ofHours(8).toMillis() * number;
        return Events.access(
                Events.header("e" + number, "sap", null, at), Story.ADA, action, Events.account("sap", "ada"));
    }
}
