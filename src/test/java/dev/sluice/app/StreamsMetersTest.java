package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class StreamsMetersTest {
    private final Map<MetricName, Metric> metrics = new HashMap<>();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private long now;

    private MetricName put(String group, String name, Object value, String... tags) {
        Map<String, String> tagged = new HashMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            tagged.put(tags[i], tags[i + 1]);
        }
        MetricName full = new MetricName(name, group, "", tagged);
        metrics.put(full, new Metric() {
            @Override
            public MetricName metricName() {
                return full;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
        now += 2000;
        return full;
    }

    private void register(boolean oneCache) {
        StreamsMeters.register(() -> metrics, () -> now, List.of("a-store", "b-store"), oneCache, registry);
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void everythingIsThereBeforeThereIsAnEngine() {
        register(false);
        assertThat(gauge("sluice.kafka.lag.max")).isZero();
        assertThat(counter("sluice.streams.dropped")).isZero();
        assertThat(gauge("sluice.state.disk", "store", "b-store")).isZero();
    }

    @Test
    void theGreatestLagIsThatOfAConsumerNotOfAPartitionAndNotOfARestore() {
        register(false);
        String fetch = "consumer-fetch-manager-metrics";
        put(fetch, "records-lag-max", 7.0, "client-id", "t-1-consumer");
        put(fetch, "records-lag-max", 9.0, "client-id", "t-2-consumer");
        put(fetch, "records-lag-max", Double.NaN, "client-id", "t-3-consumer");
        put(fetch, "records-lag-max", 50.0, "client-id", "t-1-consumer", "topic", "iam.access", "partition", "1");
        put(fetch, "records-lag-max", 60.0, "client-id", "t-1-restore-consumer");
        assertThat(gauge("sluice.kafka.lag.max")).isEqualTo(9);
    }

    @Test
    void aCountGoesOnWhenAThreadIsReplaced() {
        register(false);
        MetricName first = put("stream-thread-metrics", "commit-total", 10.0, "thread-id", "1");
        put("stream-thread-metrics", "commit-total", 5.0, "thread-id", "2");
        assertThat(counter("sluice.streams.work", "work", "commit")).isEqualTo(15);
        metrics.remove(first);
        put("stream-thread-metrics", "commit-total", 6.0, "thread-id", "2");
        assertThat(counter("sluice.streams.work", "work", "commit")).isEqualTo(16);
        put("stream-thread-metrics", "commit-total", 3.0, "thread-id", "1");
        assertThat(counter("sluice.streams.work", "work", "commit"))
                .as("a thread of the same name begins at 0")
                .isEqualTo(19);
    }

    @Test
    void storesAreSummedOverTasksAndTheCacheIsCountedOnceWhereItIsShared() {
        register(true);
        for (String task : List.of("0_0", "0_1")) {
            put("stream-state-metrics", "total-sst-files-size", 100L, "task-id", task, "rocksdb-state-id", "a-store");
            put("stream-state-metrics", "size-all-mem-tables", 3L, "task-id", task, "rocksdb-state-id", "a-store");
            put("stream-state-metrics", "block-cache-usage", 40L, "task-id", task, "rocksdb-state-id", "a-store");
        }
        put("stream-state-metrics", "total-sst-files-size", 7L, "task-id", "0_0", "rocksdb-state-id", "b-store");
        assertThat(gauge("sluice.state.disk", "store", "a-store")).isEqualTo(200);
        assertThat(gauge("sluice.state.disk", "store", "b-store")).isEqualTo(7);
        assertThat(gauge("sluice.state.memory", "part", "memtables")).isEqualTo(6);
        assertThat(gauge("sluice.state.memory", "part", "cache")).isEqualTo(40);
    }

    @Test
    void latenciesAreSecondsAndEndToEndIsMeasuredWhereRecordsGoOut() {
        register(false);
        put("stream-thread-metrics", "process-latency-max", 250.0, "thread-id", "1");
        put("stream-processor-node-metrics", "record-e2e-latency-max", 1500.0, "processor-node-id", "write-audit");
        put("stream-processor-node-metrics", "record-e2e-latency-max", 9000.0, "processor-node-id", "read-access");
        put("producer-metrics", "txn-commit-time-ns-total", 2e9, "client-id", "p");
        assertThat(gauge("sluice.streams.work.latency.max", "work", "process")).isEqualTo(0.25);
        assertThat(gauge("sluice.streams.e2e.latency.max")).isEqualTo(1.5);
        assertThat(counter("sluice.kafka.transactions.commit.time")).isEqualTo(2);
    }
}
