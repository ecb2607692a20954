package dev.sluice.relay;

import dev.sluice.audit.LoggedFailure;
import dev.sluice.text.KafkaRefusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from Kafka, deals records out to the lanes, and commits what they have delivered. Everything about the consumer
 * happens on the one thread that runs this.
 */
final class RelayLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration KAFKA_LIMIT = Duration.ofSeconds(10);
    private static final long MEASURE_MS = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final List<Lane> lanes;
    private final Settings settings;
    private final RelayMetrics metrics;
    private final InstantSource wall;
    private final LongSupplier clock;

    private final Map<TopicPartition, Progress> progress = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Set<Lane> full = new HashSet<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicReference<RelayException> failure = new AtomicReference<>();
    private long committedAt;
    private long measuredAt;
    private volatile long tickedAt;
    private volatile boolean joined;

    /**
     * How the loop behaves.
     *
     * @param topics full names
     * @param bufferBytes memory for records that are not done, all lanes together
     * @param commitInterval how often to commit
     * @param drainLimit how long the loss of a partition and a stop wait for what is on its way
     */
    record Settings(List<String> topics, long bufferBytes, Duration commitInterval, Duration drainLimit) {
        Settings {
            topics = List.copyOf(topics);
        }
    }

    /**
     * @param consumer closed by the loop
     * @param lanes at least one; each is run by its owner
     * @param wall the time, which lag is measured by
     * @param clock ms that only ever grow
     */
    RelayLoop(
            Consumer<byte[], byte[]> consumer,
            List<Lane> lanes,
            Settings settings,
            RelayMetrics metrics,
            InstantSource wall,
            LongSupplier clock) {
        this.consumer = consumer;
        this.lanes = List.copyOf(lanes);
        this.settings = settings;
        this.metrics = metrics;
        this.wall = wall;
        this.clock = clock;
        this.tickedAt = clock.getAsLong();
    }

    /** Ends the loop, from any thread. */
    void close() {
        closing.set(true);
        consumer.wakeup();
    }

    /** Ends the loop because of a failure, from any thread; the first one counts. */
    void fail(RelayException why) {
        failure.compareAndSet(null, why);
        close();
    }

    /** Why the loop ended; null if it was closed. */
    RelayException failure() {
        return failure.get();
    }

    /** Whether the group has given this instance its part, be it none, and the loop goes on. */
    boolean joined() {
        return joined && !closing.get();
    }

    /** When the loop last went round, by its clock. */
    long tickedAt() {
        return tickedAt;
    }

    @Override
    public void run() {
        try {
            consumer.subscribe(settings.topics(), this);
            while (!closing.get()) {
                round();
            }
        } catch (WakeupException e) {
            LOG.debug("The relay is asked to stop");
        } catch (KafkaException e) {
            failure.compareAndSet(
                    null,
                    new RelayException(
                            "The relay can't go on reading. "
                                    + KafkaRefusal.explain(e)
                                            .orElse(e.getMessage()
                                                    + "; look at brokers and rights, then start it again."),
                            RelayException.FAILED,
                            e));
        } catch (RuntimeException | Error e) {
            LOG.error("The relay failed", LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            failure.compareAndSet(
                    null,
                    new RelayException(
                            "The relay failed (" + e.getClass().getSimpleName() + "); start it again.",
                            RelayException.FAILED,
                            e));
        } finally {
            closing.set(true);
            end();
        }
    }

    private void round() {
        holdBack();
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        tickedAt = clock.getAsLong();
        deal(records);
        if (tickedAt - committedAt >= settings.commitInterval().toMillis()) {
            committedAt = tickedAt;
            commit();
        }
        if (tickedAt - measuredAt >= MEASURE_MS) {
            measuredAt = tickedAt;
            measure();
        }
    }

    /** Partitions of a lane that has its share of the memory are paused until half of that is free. */
    private void holdBack() {
        long share = Math.max(1, settings.bufferBytes() / lanes.size());
        for (Lane lane : lanes) {
            long bytes = lane.bytes();
            if (bytes >= share) {
                full.add(lane);
            } else if (bytes <= share / 2) {
                full.remove(lane);
            }
        }
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        for (TopicPartition partition : consumer.assignment()) {
            (full.contains(laneOf(partition)) ? pause : resume).add(partition);
        }
        consumer.pause(pause);
        consumer.resume(resume);
    }

    private Lane laneOf(TopicPartition partition) {
        return lanes.get(Math.floorMod(partition.topic().hashCode() + partition.partition(), lanes.size()));
    }

    private void deal(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Progress own = progress.get(partition);
            List<Slot> slots = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                slots.add(own.add(new Message(
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.timestamp(),
                        record.key(),
                        record.value(),
                        record.headers())));
            }
            laneOf(partition).offer(slots);
        }
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(progress.keySet());
        if (offsets.isEmpty()) {
            return;
        }
        offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        consumer.commitAsync(offsets, (done, error) -> {
            if (error != null) {
                // The next commit has it again: forgotten here, so that it is told again.
                done.keySet().forEach(committed::remove);
                LOG.debug("A commit failed and is repeated: {}", error.getMessage());
            }
        });
    }

    /** What is delivered and not committed yet. Behind the last record there may be markers of transactions. */
    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Progress own = progress.get(partition);
            if (own == null) {
                continue;
            }
            OptionalLong next = own.committable();
            if (next.isPresent() && own.open() == 0) {
                next = OptionalLong.of(Math.max(next.getAsLong(), consumer.position(partition, KAFKA_LIMIT)));
            }
            if (next.isPresent() && !Long.valueOf(next.getAsLong()).equals(committed.get(partition))) {
                offsets.put(partition, new OffsetAndMetadata(next.getAsLong()));
            }
        }
        return offsets;
    }

    private void measure() {
        long lag = 0;
        long oldest = Long.MAX_VALUE;
        for (Map.Entry<TopicPartition, Progress> each : progress.entrySet()) {
            lag += each.getValue().open() + consumer.currentLag(each.getKey()).orElse(0);
            oldest = Math.min(oldest, each.getValue().oldest().orElse(Long.MAX_VALUE));
        }
        metrics.lag(lag, oldest == Long.MAX_VALUE ? 0 : Math.max(0, wall.millis() - oldest));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> progress.put(partition, new Progress(partition)));
        joined = true;
        LOG.info("Partitions came: {}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            release(partitions, settings.drainLimit());
            commitNow(partitions);
            forget(partitions);
            LOG.info("Partitions went: {}", partitions);
        }
    }

    /** Somebody else may be delivering them already, so nothing is waited for and nothing committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        joined = false;
        release(partitions, Duration.ZERO);
        forget(partitions);
        LOG.warn("Partitions were lost: {}", partitions);
    }

    private void release(Collection<TopicPartition> partitions, Duration limit) {
        long deadline = clock.getAsLong() + limit.toMillis();
        Map<Lane, Set<Progress>> byLane = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Progress own = progress.get(partition);
            if (own != null) {
                byLane.computeIfAbsent(laneOf(partition), lane -> new HashSet<>())
                        .add(own);
            }
        }
        try {
            // First all are told, then each is waited for, so that they finish side by side.
            for (Map.Entry<Lane, Set<Progress>> each : byLane.entrySet()) {
                each.getKey().release(each.getValue(), Duration.ZERO);
            }
            for (Map.Entry<Lane, Set<Progress>> each : byLane.entrySet()) {
                long left = Math.max(0, deadline - clock.getAsLong());
                if (!each.getKey().release(each.getValue(), Duration.ofMillis(left))) {
                    LOG.info("What was on its way is not confirmed; whoever gets the partitions sends it again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commitNow(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            try {
                consumer.commitSync(offsets, KAFKA_LIMIT);
            } catch (WakeupException e) {
                // Asked to stop just now: the wish is noted, and the commit is still due.
                consumer.commitSync(offsets, KAFKA_LIMIT);
            }
        } catch (KafkaException e) {
            LOG.warn("Offsets were not committed, so records will be sent again: {}", e.getMessage());
        }
    }

    /** While the group is being dealt out anew nothing can be committed, so that is gone through first. */
    private void commitAtLast() {
        long deadline = clock.getAsLong() + KAFKA_LIMIT.toMillis();
        for (boolean done = false; !done; ) {
            try {
                Map<TopicPartition, OffsetAndMetadata> offsets = committable(progress.keySet());
                if (!offsets.isEmpty()) {
                    consumer.commitSync(offsets, KAFKA_LIMIT);
                }
                done = true;
            } catch (WakeupException e) {
                LOG.debug("Asked to stop once more");
            } catch (RebalanceInProgressException e) {
                done = clock.getAsLong() >= deadline || !goThroughRebalance();
            } catch (KafkaException e) {
                LOG.warn("The last offsets were not committed, so records will be sent again: {}", e.getMessage());
                done = true;
            }
        }
    }

    /** Records that come along are not dealt out, and so neither delivered nor committed. */
    private boolean goThroughRebalance() {
        try {
            consumer.pause(consumer.assignment());
            consumer.poll(POLL);
            return true;
        } catch (WakeupException e) {
            return true;
        } catch (KafkaException e) {
            LOG.warn("The last offsets were not committed, so records will be sent again: {}", e.getMessage());
            return false;
        }
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(progress::remove);
        partitions.forEach(committed::remove);
    }

    private void end() {
        release(Set.copyOf(progress.keySet()), settings.drainLimit());
        commitAtLast();
        forget(Set.copyOf(progress.keySet()));
        try {
            consumer.close(CloseOptions.timeout(KAFKA_LIMIT));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            LOG.warn("The consumer was not closed in order: {}", e.getMessage());
        }
    }
}
