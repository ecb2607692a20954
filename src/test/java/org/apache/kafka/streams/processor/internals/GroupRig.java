package org.apache.kafka.streams.processor.internals;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.internals.AbstractPartitionGroup.ReadyToProcessResult;
import org.apache.kafka.streams.processor.internals.metrics.StreamsMetricsImpl;

/** A task's group of input partitions without the task: what it is told, the answers it gives and what it keeps. */
public final class GroupRig implements AutoCloseable {
    private static final StreamsConfig CONFIG = new StreamsConfig(Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG, "rig",
            StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092"));

    private final Metrics metrics = new Metrics();
    private final ProcessorContextImpl context = new ProcessorContextImpl(
            new TaskId(0, 0), CONFIG, null, new StreamsMetricsImpl(metrics, "rig", Time.SYSTEM), null);
    private final Map<TopicPartition, OptionalLong> lags = new HashMap<>();
    private final AbstractPartitionGroup.RecordInfo info = new AbstractPartitionGroup.RecordInfo();
    private final PartitionGroup original;
    private final AbstractPartitionGroup group;
    private long offset;

    /**
     * A group with empty partitions of which nothing is known.
     *
     * @param partitions how many
     * @param idleMs what max.task.idle.ms would be
     * @param quiet whether ours is put before the original
     */
    public GroupRig(int partitions, long idleMs, boolean quiet) {
        Map<TopicPartition, RecordQueue> queues = new HashMap<>();
        names(IntStream.range(0, partitions).boxed().toList()).forEach(name -> queues.put(name, queue(name)));
        Sensor enforced = metrics.sensor("enforced");
        enforced.add(metrics.metricName("enforced", "rig"), new CumulativeSum());
        original = new PartitionGroup(
                new LogContext("rig "),
                queues,
                partition -> lags.getOrDefault(partition, OptionalLong.empty()),
                metrics.sensor("lateness"),
                enforced,
                idleMs);
        try {
            group = quiet ? new QuietPartitionGroup(original) : original;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("Kafka Streams is different; see docs/adr/0011", e);
        }
    }

    private RecordQueue queue(TopicPartition name) {
        SourceNode<byte[], byte[]> source =
                new SourceNode<>(name.topic(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return new RecordQueue(
                name,
                source,
                (record, time) -> record.timestamp(),
                new LogAndContinueExceptionHandler(),
                context,
                new LogContext("rig "));
    }

    private static TopicPartition name(int partition) {
        return new TopicPartition("topic-" + partition, 0);
    }

    private static Set<TopicPartition> names(List<Integer> partitions) {
        return partitions.stream().map(GroupRig::name).collect(Collectors.toSet());
    }

    /**
     * Records are fetched.
     *
     * @param partition from where; nothing happens if the group does not have it
     * @param timestamps when they arrived
     */
    public void add(int partition, List<Long> timestamps) {
        TopicPartition name = name(partition);
        if (!group.partitions().contains(name)) {
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (long timestamp : timestamps) {
            byte[] bytes = new byte[1];
            records.add(new ConsumerRecord<>(
                    name.topic(),
                    0,
                    offset++,
                    timestamp,
                    TimestampType.CREATE_TIME,
                    1,
                    1,
                    bytes,
                    bytes,
                    new RecordHeaders(),
                    Optional.empty()));
        }
        group.addRawRecords(name, records);
    }

    /**
     * The broker tells how much of a partition has not been fetched.
     *
     * @param partition of which
     * @param lag how much
     */
    public void lag(int partition, OptionalLong lag) {
        lags.put(name(partition), lag);
        group.updateLags();
    }

    void partitions(List<Integer> partitions) {
        group.updatePartitions(names(partitions), this::queue);
    }

    void clear() {
        group.clear();
    }

    /**
     * Asks whether there is something to process.
     *
     * @param now the time
     * @return true if so
     */
    public boolean isReady(long now) {
        return group.readyToProcess(now).isReady();
    }

    ReadyToProcessResult answer(long now) {
        return group.readyToProcess(now);
    }

    String ready(long now) {
        ReadyToProcessResult result = answer(now);
        return result.isReady() + " with a text: " + result.getLogMessage().isPresent();
    }

    String next(long now) {
        StampedRecord record = group.nextRecord(info, now);
        return record == null ? "none" : info.partition() + " " + record.offset() + " " + record.timestamp;
    }

    /** What it keeps, in words: deadlines, and how often it went on though an input was empty. */
    String kept() throws ReflectiveOperationException {
        Field deadlines = PartitionGroup.class.getDeclaredField("idlePartitionDeadlines");
        deadlines.setAccessible(true);
        return deadlines.get(original)
                + " "
                + metrics.metric(metrics.metricName("enforced", "rig")).metricValue() + " " + group.numBuffered() + " "
                + group.streamTime();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
