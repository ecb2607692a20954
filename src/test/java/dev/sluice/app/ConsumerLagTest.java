package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the lag is while some of it is unknown; the metrics are real ones, under the names that a consumer gives them. */
class ConsumerLagTest {
    private static final List<String> TOPICS = List.of("iam.identity", "iam.access", "iam.exchange");
    private static final String GROUP = "consumer-fetch-manager-metrics";
    private static final String ONE = "sluice-StreamThread-1-consumer";
    private static final String TWO = "sluice-StreamThread-2-consumer";

    private final Map<String, Metrics> clients = new HashMap<>();
    private final AtomicInteger snapshots = new AtomicInteger();
    private long now = 1_000_000;
    private final ConsumerLag lag = new ConsumerLag(this::metrics, TOPICS, () -> now);

    @AfterEach
    void stop() {
        clients.values().forEach(Metrics::close);
    }

    @Test
    void isUnknownBeforeAnythingWasFetched() {
        assertThat(lagAfterManyFetches(0)).isPositive();
    }

    @Test
    void isUnknownWhileOneInputIsUnknown() {
        lag(ONE, "iam.identity", 0, 0);
        lag(ONE, "iam.access", 0, 0);
        assertThat(lagAfterManyFetches(0)).isPositive();

        lag(ONE, "iam.exchange", 0, Double.NaN);
        assertThat(lagAfterManyFetches(0)).isPositive();

        lag(ONE, "iam.exchange", 0, 0);
        assertThat(lagAfterManyFetches(0)).isZero();
    }

    @Test
    void isTheSumOverTheInputsOfThePartitionAlone() {
        allRead(ONE, 0);
        allRead(ONE, 1);
        lag(ONE, "iam.identity", 1, 3);
        lag(ONE, "iam.access", 1, 4);

        assertThat(lagAfterManyFetches(1)).isEqualTo(7);
        assertThat(lagAfterManyFetches(0)).isZero();
        assertThat(lagAfterManyFetches(2)).isPositive();
    }

    @Test
    void doesNotCountChangelogsOrTheSecondNameOfATopicWithADot() {
        allRead(ONE, 0);
        lag(ONE, "iam_identity", 0, 9);
        lag("sluice-StreamThread-1-restore-consumer", "sluice-govern-identity-store-changelog", 0, 9);
        lag("sluice-StreamThread-1-restore-consumer", "iam.other", 0, 9);

        assertThat(lagAfterManyFetches(0)).isZero();
    }

    @Test
    void twoConsumersThatKnowHalfOfItEachKnowNothing() {
        lag(ONE, "iam.identity", 0, 0);
        lag(ONE, "iam.access", 0, 0);
        lag(TWO, "iam.exchange", 0, 0);

        assertThat(lagAfterManyFetches(0)).isPositive();
    }

    @Test
    void theConsumerThatLostThePartitionDoesNotSpeakForTheOneThatHasItNow() {
        allRead(ONE, 0);
        allRead(TWO, 0);
        lag(TWO, "iam.identity", 0, 5);

        assertThat(lagAfterManyFetches(0)).isEqualTo(5);
    }

    @Test
    void aZeroIsNotBelievedFromAConsumerThatGetsNoAnswers() {
        allRead(ONE, 0);
        fetched(ONE, 10);
        for (int i = 0; i < 100; i++) {
            now += 100;
            assertThat(lag.records(0)).isPositive();
        }
        fetched(ONE, 2);
        assertThat(lag.records(0)).isZero();
    }

    @Test
    void aZeroIsDoubtedAgainWhenTheAnswersEnd() {
        allRead(ONE, 0);
        assertThat(lagAfterManyFetches(0)).isZero();

        for (int i = 0; i < 150; i++) {
            now += 100;
            lag.records(0);
        }
        assertThat(lag.records(0)).isPositive();
    }

    @Test
    void whatWasKnownBeforeALongPauseIsNotKnownAfterIt() {
        allRead(ONE, 0);
        assertThat(lagAfterManyFetches(0)).isZero();

        now += 60_000;
        fetched(ONE, 1);
        assertThat(lag.records(0)).isPositive();
        assertThat(lagAfterManyFetches(0)).isZero();
    }

    @Test
    void isKnownWithinSecondsAndFollowsTheMetrics() {
        allRead(ONE, 0);
        long from = now;
        while (lag.records(0) > 0) {
            now += 100;
            fetched(ONE, 1);
        }
        assertThat(now - from).isLessThan(3_000);

        lag(ONE, "iam.access", 0, 1);
        assertThat(lag.records(0)).isEqualTo(1);
    }

    @Test
    void doesNotCollectAllMetricsForEachQuestion() {
        allRead(ONE, 0);
        for (int i = 0; i < 1000; i++) {
            now += 1;
            lag.records(0);
        }
        assertThat(snapshots).hasValueLessThanOrEqualTo(3);
    }

    /** As a stream thread asks: every 100 ms, while its consumer fetches. */
    private long lagAfterManyFetches(int partition) {
        long records = 0;
        for (int i = 0; i < 30; i++) {
            now += 100;
            clients.keySet().forEach(client -> fetched(client, 1));
            records = lag.records(partition);
        }
        return records;
    }

    private void allRead(String client, int partition) {
        TOPICS.forEach(topic -> lag(client, topic, partition, 0));
    }

    private void lag(String client, String topic, int partition, double records) {
        Metrics metrics = of(client);
        Sensor sensor = metrics.sensor(topic + "-" + partition);
        sensor.add(
                metrics.metricName(
                        "records-lag",
                        GROUP,
                        "The latest lag of the partition",
                        Map.of("client-id", client, "topic", topic, "partition", Integer.toString(partition))),
                new Value());
        sensor.record(records);
    }

    private void fetched(String client, int times) {
        for (int i = 0; i < times; i++) {
            of(client).sensor("fetch-latency").record(1);
        }
    }

    private Metrics of(String client) {
        return clients.computeIfAbsent(client, id -> {
            Metrics metrics = new Metrics();
            metrics.sensor("fetch-latency")
                    .add(
                            metrics.metricName("fetch-total", GROUP, "Fetches", Map.of("client-id", client)),
                            new CumulativeCount());
            return metrics;
        });
    }

    private Map<MetricName, Metric> metrics() {
        snapshots.incrementAndGet();
        Map<MetricName, Metric> all = new HashMap<>();
        clients.values().forEach(client -> all.putAll(client.metrics()));
        return all;
    }
}
