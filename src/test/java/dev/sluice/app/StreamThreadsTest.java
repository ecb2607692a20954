package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class StreamThreadsTest {
    private static final String THREAD = "app-uuid-StreamThread-1";

    private final Map<MetricName, Metric> metrics = new HashMap<>();
    private final Map<String, StackTraceElement[]> stacks = new HashMap<>();
    private long now;
    private final StreamThreads threads =
            new StreamThreads(() -> metrics, () -> stacks, () -> now, Duration.ofSeconds(60));

    private void polledAgo(String client, double seconds) {
        MetricName name = new MetricName("last-poll-seconds-ago", "consumer-metrics", "", Map.of("client-id", client));
        metrics.put(name, new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return seconds;
            }
        });
    }

    private void standsIn(String... classes) {
        StackTraceElement[] stack = new StackTraceElement[classes.length];
        for (int i = 0; i < classes.length; i++) {
            stack[i] = new StackTraceElement(classes[i], "run", null, 1);
        }
        stacks.put(THREAD, stack);
    }

    private boolean isStuckAfter(long seconds) {
        now += seconds * 1000;
        return threads.isAnyStuck();
    }

    @Test
    void aThreadThatGoesRoundIsNotStuck() {
        polledAgo(THREAD + "-consumer", 1);
        standsIn("dev.sluice.stream.Stage");
        assertThat(isStuckAfter(0)).isFalse();
        assertThat(isStuckAfter(1000)).isFalse();
    }

    @Test
    void oneThatStandsInTheRulesIsStuckAfterTheBound() {
        standsIn("dev.sluice.domain.govern.Governor", "org.apache.kafka.streams.processor.internals.StreamThread");
        polledAgo(THREAD + "-consumer", 29);
        assertThat(isStuckAfter(29)).isFalse();
        polledAgo(THREAD + "-consumer", 31);
        assertThat(isStuckAfter(2)).isFalse();
        polledAgo(THREAD + "-consumer", 62);
        assertThat(isStuckAfter(31)).isTrue();
    }

    @Test
    void oneThatWaitsForBrokersIsNotStuckHoweverLong() {
        standsIn(
                "java.lang.Object",
                "org.apache.kafka.clients.producer.internals.RecordAccumulator",
                "org.apache.kafka.streams.processor.internals.StreamThread");
        for (int hours = 0; hours < 5; hours++) {
            polledAgo(THREAD + "-consumer", hours * 3600);
            assertThat(isStuckAfter(3600)).isFalse();
        }
        standsIn("dev.sluice.stream.Stage");
        assertThat(isStuckAfter(1)).as("it has just come back").isFalse();
        polledAgo(THREAD + "-consumer", 0);
        assertThat(isStuckAfter(1)).isFalse();
    }

    @Test
    void aConsumerOfChangelogsAndOneThatHasNeverAskedDoNotCount() {
        standsIn("dev.sluice.stream.Stage");
        polledAgo(THREAD + "-restore-consumer", 1e6);
        polledAgo(THREAD + "-consumer", -1);
        assertThat(isStuckAfter(0)).isFalse();
        assertThat(isStuckAfter(1000)).isFalse();
    }

    @Test
    void aThreadThatIsGoneIsNotStuck() {
        polledAgo(THREAD + "-consumer", 1e6);
        assertThat(isStuckAfter(0)).isFalse();
        assertThat(isStuckAfter(1000)).isFalse();
    }
}
