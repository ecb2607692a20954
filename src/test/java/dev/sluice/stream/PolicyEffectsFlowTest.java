package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.RuleOf;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.PolicyEffect;
import dev.sluice.event.PolicySummary;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When everyone was evaluated under a policy set, the audit tells what it has changed. */
class PolicyEffectsFlowTest {
    private static final SodRule RULE = RuleOf.id("R1")
            .function("a", "sap:VENDOR_*")
            .function("b", "sap:PAY_*")
            .build();

    /** Only the second set has the rule. */
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> Policies.of(version, Story.quiet(SystemPolicy.defaults("sap")))
                    .withSod(SodIndex.of(version == 2 ? List.of(RULE) : List.of(), Catalogue.of(Map.of()))))
            .batches(500, 1)
            .start()
            .policies("2026-01-01T00:00:00Z", "sap");

    @AfterEach
    void stop() {
        rig.close();
    }

    private void people() {
        for (int i = 1; i <= 5; i++) {
            rig.hire("2026-01-02T00:00:00Z", "E" + i).grant("2026-01-03T00:00:00Z", "E" + i, "sap", "VENDOR_1");
            if (i > 1) {
                rig.grant("2026-01-03T01:00:00Z", "E" + i, "sap", "PAY_1");
            }
        }
    }

    @Test
    void whatOpensWhatStandsAndWhatIsNoMoreIsCountedByRule() {
        rig.sweep(10);
        people();
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.sweep(10);
        rig.publish(3, "2026-01-11T00:00:00Z");
        rig.sweep(10);

        assertThat(rig.summaries()).extracting(PolicySummary::getSetVersion).containsExactly(1L, 2L, 3L);
        assertThat(rig.summaries()).extracting(PolicySummary::getIdentities).containsExactly(0L, 5L, 5L);
        assertThat(rig.summaries()).extracting(PolicySummary::getConcerned).containsExactly(0L, 4L, 4L);
        assertThat(rig.summaries())
                .allSatisfy(summary -> assertThat(summary.getComplete()).isTrue());
        assertThat(rig.summaries().get(1).getEffects())
                .containsExactly(new PolicyEffect("SOD_VIOLATION", "R1", 4L, 0L, 0L, 0L, 4L));
        assertThat(rig.summaries().get(2).getEffects())
                .containsExactly(new PolicyEffect("SOD_VIOLATION", "R1", 0L, 0L, 4L, 0L, 0L));
        assertThat(rig.audit())
                .filteredOn(audit -> audit.getAction().equals("POLICY_EVALUATED"))
                .allSatisfy(audit -> {
                    assertThat(audit.getCategory()).isEqualTo("policy");
                    assertThat(audit.getOutcome()).isEqualTo(AuditOutcome.DECIDED);
                    assertThat(audit.getSetVersion())
                            .isEqualTo(audit.getPolicy().getSetVersion());
                });
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void anIdentityThatIsEvaluatedWithAnEventBeforeItsTurnCountsOnce() {
        rig.sweep(10);
        people();
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.grant("2026-01-10T00:00:00Z", "E5", "sap", "OTHER");
        rig.sweep(10);

        assertThat(rig.summaries().get(1).getEffects())
                .containsExactly(new PolicyEffect("SOD_VIOLATION", "R1", 4L, 0L, 0L, 0L, 4L));
        assertThat(rig.summaries().get(1).getIdentities()).isEqualTo(5);
        assertThat(rig.summaries().get(1).getConcerned()).isEqualTo(4);
    }

    @Test
    void aSetThatIsSupersededIsToldAsFarAsItCame() {
        rig.sweep(10);
        people();
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.wallClock(Duration.ofMillis(100));
        rig.publish(3, "2026-01-11T00:00:00Z");
        rig.sweep(10);

        assertThat(rig.summaries()).extracting(PolicySummary::getSetVersion).containsExactly(1L, 2L, 3L);
        assertThat(rig.summaries().get(1).getComplete()).isFalse();
        assertThat(rig.summaries().get(1).getIdentities()).isLessThan(5);
        assertThat(rig.summaries().get(2).getComplete()).isTrue();
        assertThat(rig.summaries().get(2).getIdentities()).isEqualTo(5);
    }

    @Test
    void theCountsSurviveARestartInTheMiddle() {
        rig.sweep(10);
        people();
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.wallClock(Duration.ofMillis(100));
        rig.wallClock(Duration.ofMillis(100));

        PolicySummary stored = new PolicyEffects(rig.store(Names.TASK_STORE)).summary(true);
        assertThat(stored.getSetVersion()).isEqualTo(2);
        assertThat(stored.getIdentities()).isBetween(1L, 4L);
        rig.sweep(10);
        assertThat(rig.summaries().get(1).getIdentities()).isEqualTo(5);
        assertThat(new PolicyEffects(rig.store(Names.TASK_STORE)).isOn()).isFalse();
        rig.store(Names.TASK_STORE)
                .put(
                        Bytes.wrap("policy-effects".getBytes(StandardCharsets.UTF_8)),
                        "2\tof a later version".getBytes(StandardCharsets.UTF_8));
        assertThat(new PolicyEffects(rig.store(Names.TASK_STORE)).isOn())
                .as("not counted, and no reason to stop")
                .isFalse();
    }
}
