package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.registry.Backoff;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class RelayLoopTest {
    private static final TopicPartition ONE = new TopicPartition(Messages.TOPIC, 0);
    private static final TopicPartition TWO = new TopicPartition(Messages.TOPIC, 1);
    private static final int VALUE = 1_000;
    private static final LongSupplier CLOCK = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    private final HeldTarget target = new HeldTarget();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Lane lane;
    private RelayLoop loop;
    private Thread laneThread;
    private Thread loopThread;

    /** Takes everything and confirms as many as it is allowed to. */
    private static final class HeldTarget implements Target {
        private final List<Long> taken = new CopyOnWriteArrayList<>();
        private volatile int allowed;
        private int told;

        @Override
        public void open() {}

        @Override
        public void send(List<Outgoing> records) {
            records.forEach(each -> taken.add(each.message().offset()));
        }

        @Override
        public int confirmed(boolean hurry) {
            int now = Math.min(allowed, taken.size()) - told;
            told += now;
            return now;
        }

        @Override
        public void reset() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() {
        RelayMetrics metrics = new RelayMetrics(meters, "test", () -> 0, () -> true);
        lane = new Lane(
                "test",
                new LineEncoder(),
                target,
                (message, reason, detail) -> {},
                new Lane.Settings(
                        new BatchLimits(5, 1_000_000, 1_000_000, false),
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 1.0),
                        Duration.ofSeconds(1),
                        0),
                metrics,
                new LaneOwner() {
                    @Override
                    public void proven() {}

                    @Override
                    public boolean isProven() {
                        return true;
                    }

                    @Override
                    public void fail(RelayException failure) {
                        throw failure;
                    }
                },
                CLOCK);
        loop = new RelayLoop(
                consumer,
                List.of(lane),
                new RelayLoop.Settings(List.of(Messages.TOPIC), 20_000, Duration.ofMillis(10), Duration.ofSeconds(2)),
                metrics,
                InstantSource.fixed(Instant.ofEpochMilli(Messages.AT + 5_000)),
                CLOCK);
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
        consumer.updateEndOffsets(Map.of(ONE, 0L, TWO, 0L));
        laneThread = new Thread(lane);
        laneThread.start();
        loopThread = new Thread(loop);
        loopThread.start();
        onPoll(() -> consumer.rebalance(List.of(ONE, TWO)));
        await().until(loop::joined);
    }

    @AfterEach
    void stop() throws InterruptedException {
        target.allowed = Integer.MAX_VALUE;
        loop.close();
        loopThread.join();
        lane.stop();
        laneThread.interrupt();
        laneThread.join();
    }

    private void onPoll(Runnable task) {
        consumer.schedulePollTask(task);
    }

    private void add(TopicPartition partition, long from, long to) {
        onPoll(() -> {
            consumer.updateEndOffsets(Map.of(partition, to));
            for (long offset = from; offset < to; offset++) {
                consumer.addRecord(new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        Messages.AT,
                        TimestampType.CREATE_TIME,
                        1,
                        VALUE,
                        new byte[] {1},
                        "x".repeat(VALUE).getBytes(StandardCharsets.UTF_8),
                        new RecordHeaders(),
                        Optional.empty()));
            }
        });
    }

    private Long committed(TopicPartition partition) {
        var offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? null : offset.offset();
    }

    @Test
    void commitsWhatIsConfirmedAndNothingElse() {
        add(ONE, 0, 4);
        await().until(() -> target.taken.size() == 4);
        target.allowed = 3;
        await().until(() -> Long.valueOf(3).equals(committed(ONE)));
        await().until(() -> meters.get("sluice.relay.lag.records").gauge().value() == 1);
        assertThat(meters.get("sluice.relay.lag.ms").gauge().value()).isEqualTo(5_000);
        assertThat(committed(TWO)).isNull();

        target.allowed = 4;
        await().until(() -> Long.valueOf(4).equals(committed(ONE)));
        await().until(() -> meters.get("sluice.relay.lag.ms").gauge().value() == 0);
    }

    @Test
    void readsNoFurtherWhenItsMemoryIsFullAndGoesOnWhenHalfIsFree() {
        add(ONE, 0, 10);
        await().until(() -> lane.bytes() >= 20_000);
        await().until(() -> consumer.paused().equals(Set.of(ONE, TWO)));
        add(TWO, 0, 1);

        target.allowed = 4;
        await().until(() -> lane.bytes() < 15_000);
        assertThat(consumer.paused()).hasSize(2);
        target.allowed = 10;
        await().until(() -> consumer.paused().isEmpty());
        await().until(() -> target.taken.size() == 11);
    }

    @Test
    void aPartitionThatGoesIsCommittedAsFarAsItIsConfirmed() {
        add(ONE, 0, 4);
        await().until(() -> target.taken.size() == 4);
        target.allowed = 2;
        await().until(() -> Long.valueOf(2).equals(committed(ONE)));
        onPoll(() -> consumer.rebalance(List.of(TWO)));
        await().until(() -> consumer.assignment().equals(Set.of(TWO)));

        target.allowed = 4;
        add(TWO, 0, 1);
        target.allowed = 5;
        await().until(() -> Long.valueOf(1).equals(committed(TWO)));
    }

    @Test
    void stoppingWaitsForWhatIsOnItsWayAndCommitsIt() throws InterruptedException {
        add(ONE, 0, 4);
        await().until(() -> target.taken.size() == 4);
        target.allowed = 4;
        loop.close();
        loopThread.join();

        assertThat(loop.failure()).isNull();
        assertThat(consumer.closed()).isTrue();
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void aFailureOfTheConsumerEndsTheLoopWithASentence() throws InterruptedException {
        consumer.setPollException(new KafkaException("not authorised"));
        loopThread.join();

        assertThat(loop.failure()).hasMessageContaining("not authorised").hasMessageContaining("rights");
        assertThat(loop.joined()).isFalse();
    }
}
