package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.event.FindingStatus;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import io.micrometer.core.instrument.Gauge;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to be open is what a look at every identity finds: at any time, after crashes, and where nothing was counted before. */
class TallyFlowTest {
    private static final int STEPS = 200;
    private static final int ENOUGH_TICKS = 20;
    private static final long CACHE = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isRightAfterEachCommitAndEachCrash(long seed) {
        CommitRig rig = new CommitRig(CACHE);
        Random random = new Random(seed);
        List<CommitRig.Step> script = CommitRig.script(seed, STEPS);
        int committed = 0;
        boolean anything = false;
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            int what = random.nextInt(20);
            if (what < 4) {
                rig.commit();
                committed = i;
                assertThat(told(rig)).isEqualTo(found(rig));
                anything |= found(rig).keySet().stream().anyMatch(name -> name.startsWith("finding"));
            } else if (what == 4) {
                rig.crashExactlyOnce();
                assertThat(told(rig)).as("of the task that goes on").isEqualTo(found(rig));
                i = committed;
            }
        }
        assertThat(anything).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void isCountedAgainWhereStoresMayDiffer(long seed) {
        CommitRig rig = new CommitRig(CACHE, StreamsConfig.AT_LEAST_ONCE);
        Random random = new Random(seed);
        List<CommitRig.Step> script = CommitRig.script(seed, STEPS);
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            if (random.nextInt(40) == 0) {
                rig.crashInCommit(random.nextInt(30));
            }
        }
        tickUntilCounted(rig);
        rig.commit();
        assertThat(told(rig)).isEqualTo(found(rig));
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10})
    void isCountedOnceWhileEventsGoOnWhereItNeverWas(long seed) {
        CommitRig rig = new CommitRig(CACHE);
        List<CommitRig.Step> script = CommitRig.script(seed, STEPS);
        for (int i = 0; i < STEPS / 2; i++) {
            rig.take(script.get(i), i);
        }
        rig.restartWithout(Names.TASK_STORE, "tally");
        assertThat(value(rig, "sluice.tasks.counting")).isEqualTo(1);
        for (int i = STEPS / 2; i < STEPS; i++) {
            rig.take(script.get(i), i);
            if (i % 7 == 0) {
                rig.tick();
            }
            if (i == STEPS / 2 + 15) {
                rig.commit();
                rig.crashExactlyOnce();
            }
        }
        tickUntilCounted(rig);
        rig.commit();
        assertThat(value(rig, "sluice.tasks.counting")).isZero();
        assertThat(told(rig)).isEqualTo(found(rig));
    }

    @ParameterizedTest
    @ValueSource(longs = {11})
    void isCountedAgainAfterAVersionThatDoesNotCount(long seed) {
        CommitRig rig = new CommitRig(CACHE);
        List<CommitRig.Step> script = CommitRig.script(seed, STEPS);
        for (int i = 0; i < STEPS / 2; i++) {
            rig.take(script.get(i), i);
        }
        rig.commit();
        Map<Bytes, byte[]> before = rig.contents(Names.TASK_STORE);
        for (int i = STEPS / 2; i < STEPS; i++) {
            rig.take(script.get(i), i);
        }
        rig.restartWith(Names.TASK_STORE, "tally", before);
        assertThat(value(rig, "sluice.tasks.counting")).isEqualTo(1);

        tickUntilCounted(rig);
        rig.commit();
        assertThat(told(rig)).isEqualTo(found(rig));
        rig.restartWithout(Names.TASK_STORE, "none such");
        assertThat(value(rig, "sluice.tasks.counting")).as("not each time").isZero();
    }

    private static void tickUntilCounted(CommitRig rig) {
        for (int i = 0; i < ENOUGH_TICKS; i++) {
            rig.tick();
        }
    }

    private static double value(CommitRig rig, String name) {
        return rig.meters().get(name).gauge().value();
    }

    /** What the meters say, without what is zero. */
    private static Map<String, Double> told(CommitRig rig) {
        Map<String, Double> told = new TreeMap<>();
        for (Gauge gauge : rig.meters().find("sluice.findings.open").gauges()) {
            put(
                    told,
                    "finding " + gauge.getId().getTag("kind") + " "
                            + gauge.getId().getTag("severity"),
                    gauge.value());
        }
        for (Gauge gauge : rig.meters().find("sluice.commands.open").gauges()) {
            put(told, "command " + gauge.getId().getTag("action"), gauge.value());
        }
        for (Gauge gauge : rig.meters().find("sluice.commands.open.age").gauges()) {
            put(told, "oldest " + gauge.getId().getTag("action"), gauge.value() > 0 ? 1 : 0);
        }
        put(told, "identities", value(rig, "sluice.identities"));
        put(told, "timers", value(rig, "sluice.timers"));
        return told;
    }

    private static void put(Map<String, Double> into, String name, double value) {
        if (value != 0) {
            into.put(name, value);
        }
    }

    /** What is in the store. */
    private static Map<String, Double> found(CommitRig rig) {
        Map<String, Double> found = new TreeMap<>();
        rig.contents(Names.IDENTITY_STORE).forEach((key, value) -> {
            String name = new String(key.get(), StandardCharsets.UTF_8);
            StoredIdentity stored = new IdentityCodec().decode(name, value);
            IdentityState state = stored.state();
            for (FindingState finding : state.findings().values()) {
                if (finding.status() == FindingStatus.OPEN) {
                    found.merge("finding " + finding.kind() + " " + finding.severity(), 1.0, Double::sum);
                }
            }
            for (OpenCommand command : state.commands().values()) {
                if (!command.isHeld()) {
                    found.merge("command " + command.key().action(), 1.0, Double::sum);
                    boolean old = System.currentTimeMillis() - command.firstIssuedAt()
                            > Duration.ofHours(1).toMillis();
                    found.put("oldest " + command.key().action(), old ? 1.0 : 0.0);
                }
            }
            if (!name.contains(":")) {
                found.merge("identities", 1.0, Double::sum);
            }
            if (stored.indexedDue() != Long.MAX_VALUE) {
                found.merge("timers", 1.0, Double::sum);
            }
        });
        return found;
    }
}
