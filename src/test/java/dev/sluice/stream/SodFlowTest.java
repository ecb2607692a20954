package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.RuleOf;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.event.AccessAction;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Violations through the stage: what is kept in memory of who holds much is never out of date. */
class SodFlowTest {
    private static Policies policies(long version) {
        SodRule rule = RuleOf.id("R1")
                .function("a", "sap:VENDOR_*")
                .function("b", "sap:PAY_*")
                .build();
        return Policies.of(version, Story.quiet(SystemPolicy.defaults("sap")))
                .withSod(SodIndex.of(List.of(rule), Catalogue.of(Map.of())));
    }

    /** With few rows nothing is kept, with many it is; ticks store it, and a small cache lets go of it. */
    @Property(tries = 40)
    void whatIsFoundIsWhatIsHeldAfterEachEvent(@ForAll long seed) {
        Random random = new Random(seed);
        try (StageRig rig = StageRig.with()
                .policies((version, documents) -> policies(version))
                .cacheBytes(random.nextInt(3) == 0 ? 1 : StageOptions.DEFAULT_CACHE_BYTES)
                .start()
                .policies("2026-01-01T00:00:00Z", "sap")) {
            Instant at = Instant.parse("2026-01-02T00:00:00Z");
            rig.hire(at.toString(), "E1");
            Set<String> held = new TreeSet<>();
            int others = random.nextBoolean() ? 300 : 20;
            for (int i = 0; i < 40; i++) {
                at = at.plus(Duration.ofMinutes(1 + random.nextInt(100)));
                String name = (random.nextBoolean() ? "VENDOR_" : "PAY_") + random.nextInt(3);
                int what = random.nextInt(10);
                if (i == 0 || what == 0) {
                    if (random.nextBoolean()) {
                        held.clear();
                    }
                    snapshot(rig, at, held, others);
                } else if (what < 6) {
                    held.add(name);
                    rig.grant(at.toString(), "E1", "sap", name);
                } else if (what < 9) {
                    held.remove(name);
                    rig.access(
                            at.toString(),
                            "E1",
                            "sap",
                            AccessAction.ENTITLEMENT_REVOKED,
                            event -> event.setEntitlement(Events.entitlement("sap:" + name)));
                } else {
                    rig.wallClock(Duration.ofSeconds(3));
                }
                assertThat(standing(rig)).as("after event %d", i).isEqualTo(conflicting(held));
            }
        }
    }

    private static void snapshot(StageRig rig, Instant at, Set<String> held, int others) {
        List<EntitlementRef> listed = new ArrayList<>();
        held.forEach(name -> listed.add(Events.entitlement("sap:" + name)));
        for (int i = 0; i < others; i++) {
            listed.add(Events.entitlement("sap:OTHER_" + i));
        }
        rig.access(at.toString(), "E1", "sap", AccessAction.ACCESS_SNAPSHOT, event -> event.setSnapshot(listed));
    }

    private static Set<String> conflicting(Set<String> held) {
        boolean vendor = held.stream().anyMatch(name -> name.startsWith("VENDOR"));
        boolean pay = held.stream().anyMatch(name -> name.startsWith("PAY"));
        return vendor && pay ? held : Set.of();
    }

    private static Set<String> standing(StageRig rig) {
        Set<String> standing = new TreeSet<>();
        List<Finding> findings = rig.findings();
        if (!findings.isEmpty()) {
            Finding last = findings.get(findings.size() - 1);
            if (last.getStatus() != FindingStatus.RESOLVED) {
                last.getEntitlements().forEach(one -> standing.add(one.getName()));
            }
        }
        return standing;
    }
}
