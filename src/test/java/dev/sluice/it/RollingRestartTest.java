package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedCluster;
import dev.sluice.generate.GeneratorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers and two instances, each a process; while events come, each instance is stopped and started, and one broker
 * is stopped, another one killed. Nobody who reads the topics notices.
 */
@Tag("oracle")
@Timeout(900)
class RollingRestartTest {
    private static final int PARTITIONS = 4;
    private static final int STEPS = 5;

    @TempDir
    Path dir;

    @Test
    void nothingIsLostOrDoubledWhileInstancesAndBrokersComeAndGo() throws Exception {
        ReplayedHistory history = ReplayedHistory.of(
                new GeneratorSettings(9, 80, 5, Instant.parse(GeneratorSettings.DEFAULT_START)), dir);
        try (EmbeddedCluster brokers = EmbeddedCluster.start(Optional.of(dir.resolve("brokers")), 3);
                StreamCluster cluster = new StreamCluster(brokers, "rolling.", PARTITIONS, dir)) {
            history.publishPolicies(cluster);
            Map<String, Process> instances = new HashMap<>();
            try {
                instances.put("one", start(cluster, "one"));
                instances.put("two", start(cluster, "two"));
                int step = history.events() / STEPS;

                feed(cluster, history, 0, step);
                restart(instances, "one", cluster);
                feed(cluster, history, step, 2 * step);
                restart(instances, "two", cluster);
                brokers.stop(2);
                feed(cluster, history, 2 * step, 3 * step);
                brokers.restart(2);
                brokers.awaitAll();
                feed(cluster, history, 3 * step, 4 * step);
                brokers.kill(3);
                restart(instances, "one", cluster);
                feed(cluster, history, 4 * step, Integer.MAX_VALUE);
                brokers.restart(3);
                brokers.awaitAll();
                cluster.awaitRest();

                assertThat(instances.values()).allMatch(Process::isAlive);
                history.assertSameDecisions(cluster);
            } finally {
                for (Process instance : instances.values()) {
                    instance.destroyForcibly().waitFor();
                }
            }
        }
    }

    /** Sends some of the events and sees that the instances have begun with them. */
    private static void feed(StreamCluster cluster, ReplayedHistory history, int from, int to) throws Exception {
        long before = cluster.committedInputs();
        cluster.fill(history.files(), from, to);
        await().atMost(120, SECONDS)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> cluster.committedInputs() > before);
    }

    private Process start(StreamCluster cluster, String name) throws IOException {
        Map<String, Object> config = cluster.appConfig(name);
        config.put("group.instance.id", name);
        config.put("num.standby.replicas", 1);
        return AppProcess.start(config, PARTITIONS, dir.resolve(name + ".properties"));
    }

    private void restart(Map<String, Process> instances, String name, StreamCluster cluster) throws Exception {
        Process running = instances.get(name);
        running.destroy();
        assertThat(running.waitFor(60, SECONDS))
                .as("%s stops when it is asked to", name)
                .isTrue();
        instances.put(name, start(cluster, name));
    }
}
