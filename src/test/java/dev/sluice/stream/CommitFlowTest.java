package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.govern.IdentityState;
import dev.sluice.stream.CommitRig.Step;
import dev.sluice.stream.state.IdentityCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Commits come when they come, and tasks end in between: what is decided and known in the end is the same. */
class CommitFlowTest {
    private static final int LENGTH = 120;
    private static final long LARGE = StageOptions.DEFAULT_CACHE_BYTES;

    private static final Bytes PREVIOUS = Bytes.wrap("previous".getBytes(StandardCharsets.UTF_8));

    private interface Crash {
        void on(CommitRig rig);
    }

    @Property(tries = 12)
    void whenCommitsComeMakesNoDifference(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig expected = undisturbed(script);
        CommitRig rig = new CommitRig(cache(random));
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            if (random.nextInt(12) == 0) {
                rig.commit();
            }
        }
        finish(rig, script);

        assertSame(rig, expected);
    }

    @Property(tries = 12)
    void aTransactionThatIsLostIsMadeUpForExactly(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig rig = new CommitRig(cache(random));
        disturbed(rig, script, random, CommitRig::crashExactlyOnce);

        assertSame(rig, undisturbed(script));
    }

    /** Where nobody takes the stores back, records come again over what they led to before. */
    @Property(tries = 25)
    void underAtLeastOnceTheSameIsKnownAndOpenInTheEnd(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig rig = new CommitRig(cache(random));
        disturbed(rig, script, random, CommitRig::crashAtLeastOnce);

        assertThat(open(rig)).isEqualTo(open(undisturbed(script)));
    }

    @Property(tries = 25)
    void theProcessMayEndInTheMiddleOfACommit(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig rig = new CommitRig(cache(random));
        disturbed(rig, script, random, r -> r.crashInCommit(random.nextInt(30)));

        assertThat(open(rig)).isEqualTo(open(undisturbed(script)));
    }

    /** What a sweep has evaluated is in memory only; where it stands must not be stored before that. */
    @Test
    void aSweepWhoseResultsWereLostIsRepeated() {
        List<Step> script = CommitRig.script(7, 60);
        CommitRig rig = new CommitRig(LARGE);
        int marker = 0;
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
        }
        finish(rig, script);
        long before = lastVersion(rig);
        for (Step step :
                policySet(before + 1, script.get(59).at() + Duration.ofDays(90).toMillis())) {
            rig.take(step, 1000 + marker++);
        }
        rig.commit();
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        rig.crashAtLeastOnce();
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        rig.commit();

        assertThat(versions(rig)).containsExactly(before + 1);
    }

    @Test
    void theSetsBeforeAreKeptUntilWhatWasEvaluatedIsStored() {
        List<Step> script = CommitRig.script(7, 60);
        CommitRig rig = new CommitRig(LARGE);
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
        }
        finish(rig, script);
        int marker = 0;
        for (Step step : policySet(
                lastVersion(rig) + 1, script.get(59).at() + Duration.ofDays(90).toMillis())) {
            rig.take(step, 1000 + marker++);
        }
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        assertThat(rig.contents(Names.POLICY_STORE)).containsKey(PREVIOUS);
        rig.commit();

        assertThat(rig.contents(Names.POLICY_STORE)).doesNotContainKey(PREVIOUS);
    }

    /** Sweeps and timers read identities too; nobody may be waiting for a record to let go of them. */
    @Test
    void aSweepKeepsToTheMemoryThatItHas() {
        List<Step> script = CommitRig.script(7, 60);
        CommitRig rig = new CommitRig(0);
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
        }
        finish(rig, script);
        long before = lastVersion(rig);
        int marker = 0;
        for (Step step :
                policySet(before + 1, script.get(59).at() + Duration.ofDays(90).toMillis())) {
            rig.take(step, 1000 + marker++);
        }
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }

        assertThat(versions(rig)).as("stored without a commit").containsExactly(before + 1);
    }

    private static List<Step> policySet(long version, long at) {
        List<Step> steps = CommitRig.script(0, 2).stream().limit(2).toList();
        for (Step step : steps) {
            dev.sluice.event.Policy policy = (dev.sluice.event.Policy) step.record();
            policy.setSetVersion(version);
            if (policy.getSet() != null) {
                policy.setSet(new dev.sluice.event.PolicySet(version, version - 1, 1));
            }
        }
        return steps.stream()
                .map(step -> new Step(step.topic(), step.key(), step.record(), at))
                .toList();
    }

    private static long cache(Random random) {
        return List.of(0L, 3_000L, LARGE).get(random.nextInt(3));
    }

    private static CommitRig undisturbed(List<Step> script) {
        CommitRig rig = new CommitRig(LARGE);
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            rig.commit();
        }
        finish(rig, script);
        return rig;
    }

    private static void disturbed(CommitRig rig, List<Step> script, Random random, Crash crash) {
        int committed = 0;
        int crashes = 0;
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            if (random.nextInt(10) == 0) {
                rig.commit();
                committed = i + 1;
            } else if (crashes < 12 && random.nextInt(12) == 0) {
                crash.on(rig);
                crashes++;
                i = committed - 1;
            }
        }
        finish(rig, script);
    }

    /** Long after everything, when all that is due has come. */
    private static void finish(CommitRig rig, List<Step> script) {
        rig.commit();
        long end = script.get(script.size() - 1).at() + Duration.ofDays(60).toMillis();
        for (int i = 0; i < 60; i++) {
            rig.take(new Step(null, null, null, end), 0);
        }
        rig.commit();
    }

    private static void assertSame(CommitRig rig, CommitRig expected) {
        assertThat(rig.told()).isEqualTo(expected.told());
        assertThat(rig.views()).isEqualTo(expected.views());
        for (String store : List.of(Names.IDENTITY_STORE, Names.TIMER_STORE, Names.TASK_STORE)) {
            assertThat(rig.contents(store).keySet())
                    .isEqualTo(expected.contents(store).keySet());
            rig.contents(store).forEach((key, value) -> assertThat(value)
                    .as(() -> store + " " + key)
                    .isEqualTo(expected.contents(store).get(key)));
        }
    }

    private static Map<String, String> open(CommitRig rig) {
        Map<String, String> open = new TreeMap<>();
        identities(rig).forEach((key, state) -> {
            StringBuilder text = new StringBuilder("set " + state.setVersion());
            state.commands().keySet().forEach(command -> text.append('\n').append(command));
            state.findings().values().stream()
                    .filter(finding -> finding.isOpen())
                    .forEach(finding ->
                            text.append('\n').append(finding.findingId()).append(finding.entitlements()));
            open.put(key, text.toString());
        });
        rig.views().forEach((key, value) -> open.put("view " + key, value));
        open.put("timers", rig.contents(Names.TIMER_STORE).keySet().toString());
        return open;
    }

    private static TreeSet<Long> versions(CommitRig rig) {
        TreeSet<Long> versions = new TreeSet<>();
        identities(rig).values().forEach(state -> versions.add(state.setVersion()));
        return versions;
    }

    private static long lastVersion(CommitRig rig) {
        return versions(rig).last();
    }

    private static Map<String, IdentityState> identities(CommitRig rig) {
        IdentityCodec codec = new IdentityCodec();
        Map<String, IdentityState> states = new TreeMap<>();
        for (Map.Entry<Bytes, byte[]> row : rig.contents(Names.IDENTITY_STORE).entrySet()) {
            String key = new String(row.getKey().get(), StandardCharsets.UTF_8);
            states.put(key, codec.decode(key, row.getValue()).state());
        }
        return states;
    }
}
