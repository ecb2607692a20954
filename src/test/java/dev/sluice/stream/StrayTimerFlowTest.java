package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

/** Rows of the timer index that their identity does not know of, as a crash under at_least_once leaves them. */
class StrayTimerFlowTest {
    /** The rules, and how often an identity's timer came. */
    private static final class CountingRules extends Governor {
        private final List<String> fired = new ArrayList<>();

        @Override
        public void catchUp(IdentityState state, Policies policies, long until, Decisions out) {
            fired.add(state.key() + " " + Instant.ofEpochMilli(until));
            super.catchUp(state, policies, until, out);
        }
    }

    @Test
    void aStrayRowFiresOnceAndIsTakenAway() {
        CountingRules rules = new CountingRules();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leaver(rig);
            stray(rig, "2026-02-15T00:00:00Z", "E1");
            stray(rig, "2026-03-01T12:00:00Z", "E1");
            rig.hire("2026-03-01T13:00:00Z", "E9");
            tick(rig);

            assertThat(rules.fired)
                    .containsSubsequence(
                            "E1 2026-02-15T00:00:00Z", "E1 2026-03-01T00:00:00Z", "E1 2026-03-01T12:00:00Z")
                    .containsOnlyOnce("E1 2026-02-15T00:00:00Z", "E1 2026-03-01T12:00:00Z");
            int fired = rules.fired.size();
            tick(rig);
            assertThat(rules.fired).hasSize(fired);
            assertThat(rows(rig)).containsExactly("2026-03-02T00:00:00Z E1");
            rig.hire("2026-03-05T00:00:00Z", "E8");
            tick(rig);

            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z", "E1 REVOKE ISSUED 2026-03-02T00:00:00Z");
            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rows(rig)).isEmpty();
        }
    }

    @Test
    void aStrayRowOfAnIdentityOnWhichTheRulesFailDoesNotComeAgainEither() {
        FailingRules rules = new FailingRules("E1");
        rules.mend();
        try (StageRig rig = StageRig.with().governor(rules).start()) {
            leaver(rig);
            rules.spoil();
            stray(rig, "2026-03-01T06:00:00Z", "E1");
            stray(rig, "2026-03-01T12:00:00Z", "E1");
            rig.hire("2026-03-01T13:00:00Z", "E9");
            int told = rig.deadLetters().size();
            assertThat(told).isBetween(1, 3);
            tick(rig);

            assertThat(rig.deadLetters()).hasSize(told);
            assertThat(rows(rig)).containsExactly("2026-03-01T14:00:00Z E1");
            rules.mend();
            rig.hire("2026-03-01T14:00:00Z", "E8");
            assertThat(rig.commandTexts()).containsExactly("E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z");
            assertThat(rows(rig)).containsExactly("2026-03-02T00:00:00Z E1");
        }
    }

    /** The index is stored before the identities: of one that was new, the row may be all that there is. */
    @Test
    void aStrayRowOfAnIdentityOfWhichNothingIsKnownMakesNone() {
        try (StageRig rig = StageRig.with().start()) {
            leaver(rig);
            stray(rig, "2026-02-15T00:00:00Z", "E7");
            rig.hire("2026-03-01T13:00:00Z", "E9");
            tick(rig);

            assertThat(rows(rig)).containsExactly("2026-03-02T00:00:00Z E1");
            assertThat(rig.store(Names.IDENTITY_STORE).get(Bytes.wrap(bytes("E7"))))
                    .isNull();
            assertThat(rig.records(Names.IDENTITY_ACCESS))
                    .extracting(StageRig::key)
                    .doesNotContain("E7");
        }
    }

    @Test
    void theInstantOfAStrayRowMayBeThatOfTheIdentity() {
        try (StageRig rig = StageRig.with().cacheBytes(0).start()) {
            leaver(rig);
            for (int i = 0; i < 5; i++) {
                stray(rig, "2026-03-0" + (1 + i) + "T00:00:00Z", "E1");
            }
            rig.hire("2026-03-05T00:00:00Z", "E8");
            tick(rig);

            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-03-01T00:00:00Z", "E1 REVOKE ISSUED 2026-03-02T00:00:00Z");
            assertThat(rig.findings()).hasSize(1);
            assertThat(rows(rig)).isEmpty();
        }
    }

    private static void leaver(StageRig rig) {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .hire("2026-01-02T00:00:00Z", "E1")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T00:00:00Z");
    }

    private static void tick(StageRig rig) {
        for (int i = 0; i < 10; i++) {
            rig.wallClock(Duration.ofMillis(100));
        }
    }

    private static void stray(StageRig rig, String at, String key) {
        byte[] row = ByteBuffer.allocate(Long.BYTES + key.length())
                .putLong(StageRig.ms(at))
                .put(bytes(key))
                .array();
        rig.store(Names.TIMER_STORE).put(Bytes.wrap(row), new byte[0]);
    }

    private static List<String> rows(StageRig rig) {
        List<String> rows = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = rig.store(Names.TIMER_STORE).all()) {
            all.forEachRemaining(row -> {
                ByteBuffer key = ByteBuffer.wrap(row.key.get());
                Instant due = Instant.ofEpochMilli(key.getLong());
                // A command that nobody answers is due again in a lifetime, see Story.PATIENT.
                if (due.isBefore(Instant.parse("2100-01-01T00:00:00Z"))) {
                    rows.add(due + " " + StandardCharsets.UTF_8.decode(key));
                }
            });
        }
        return rows;
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
