package org.apache.kafka.streams.processor.internals;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Sensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's group of input partitions that says whether the task is ready without building texts about it. The
 * {@link PartitionGroup} behind it has all the state, and gives every answer that needs a text. It belongs to Sluice and is
 * in this package because the type is visible nowhere else; {@code docs/adr/0011} says why it is needed.
 */
public final class QuietPartitionGroup extends AbstractPartitionGroup {
    // Whoever asks the original for its trace gets it.
    private static final Logger LOG = LoggerFactory.getLogger(PartitionGroup.class);
    private static final long TEXT_AGE_MS = 1000;
    private static final ReadyToProcessResult READY = new ReadyToProcessResult(true, Optional.empty());

    private final PartitionGroup group;
    private final Map<TopicPartition, RecordQueue> queues;
    private final Map<TopicPartition, Long> lags;
    private final Map<TopicPartition, Long> deadlines;
    private final Sensor enforced;
    private final long idleMs;
    // The original's last no, whose text may be of another no a moment ago: it is logged once in two minutes.
    private ReadyToProcessResult notReady;
    private long textFrom;

    @SuppressWarnings("unchecked") // read as what they are declared to be
    QuietPartitionGroup(PartitionGroup group) throws ReflectiveOperationException {
        this.group = group;
        queues = (Map<TopicPartition, RecordQueue>) valueOf("partitionQueues", group);
        lags = (Map<TopicPartition, Long>) valueOf("fetchedLags", group);
        deadlines = (Map<TopicPartition, Long>) valueOf("idlePartitionDeadlines", group);
        enforced = (Sensor) valueOf("enforcedProcessingSensor", group);
        idleMs = (long) valueOf("maxTaskIdleMs", group);
    }

    /**
     * Puts such a group before the one of a task. A task that waits for nothing (max.task.idle.ms=-1) builds no texts and is
     * left alone, and so is one that has it already.
     *
     * @param task the task, which must not be processing at the moment
     * @throws ReflectiveOperationException if the task is not one of the Kafka Streams that this was written for
     * @throws ClassCastException likewise
     */
    public static void putBefore(StreamTask task) throws ReflectiveOperationException {
        Field field = StreamTask.class.getDeclaredField("partitionGroup");
        field.setAccessible(true);
        if (field.get(task) instanceof QuietPartitionGroup) {
            return;
        }
        QuietPartitionGroup quiet = new QuietPartitionGroup((PartitionGroup) field.get(task));
        if (quiet.idleMs >= 0) {
            field.set(task, quiet);
        }
    }

    private static Object valueOf(String name, PartitionGroup group) throws ReflectiveOperationException {
        Field field = PartitionGroup.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(group);
    }

    /** The original's steps with the original's effects. Where it is asked for a text, it repeats them, which changes nothing. */
    @Override
    ReadyToProcessResult readyToProcess(long now) {
        if (LOG.isTraceEnabled()) {
            return group.readyToProcess(now);
        }
        boolean queued = false;
        boolean givenUp = false;
        for (Map.Entry<TopicPartition, RecordQueue> entry : queues.entrySet()) {
            TopicPartition partition = entry.getKey();
            if (!entry.getValue().isEmpty()) {
                deadlines.remove(partition);
                queued = true;
            } else if (isReadToItsEnd(partition)) {
                if (deadline(partition, now) > now) {
                    return notReady(now);
                }
                givenUp = true;
            } else {
                deadlines.remove(partition);
                return notReady(now);
            }
        }
        if (!queued) {
            return notReady(now);
        }
        if (givenUp) {
            enforced.record(1.0, now);
        }
        return READY;
    }

    private ReadyToProcessResult notReady(long now) {
        if (notReady == null || now < textFrom || now - textFrom >= TEXT_AGE_MS) {
            notReady = group.readyToProcess(now);
            textFrom = now;
        }
        return notReady;
    }

    private boolean isReadToItsEnd(TopicPartition partition) {
        Long lag = lags.get(partition);
        // The original takes -1 for unknown and any other number below one for none.
        return lag != null && lag <= 0 && lag != -1;
    }

    private long deadline(TopicPartition partition, long now) {
        Long known = deadlines.get(partition);
        if (known != null) {
            return known;
        }
        long deadline = now + idleMs;
        deadlines.put(partition, deadline);
        return deadline;
    }

    @Override
    void updatePartitions(Set<TopicPartition> partitions, Function<TopicPartition, RecordQueue> creator) {
        notReady = null;
        group.updatePartitions(partitions, creator);
    }

    @Override
    void setPartitionTime(TopicPartition partition, long time) {
        group.setPartitionTime(partition, time);
    }

    @Override
    StampedRecord nextRecord(RecordInfo info, long now) {
        return group.nextRecord(info, now);
    }

    @Override
    int addRawRecords(TopicPartition partition, Iterable<ConsumerRecord<byte[], byte[]>> records) {
        return group.addRawRecords(partition, records);
    }

    @Override
    long partitionTimestamp(TopicPartition partition) {
        return group.partitionTimestamp(partition);
    }

    @Override
    long streamTime() {
        return group.streamTime();
    }

    @Override
    Long headRecordOffset(TopicPartition partition) {
        return group.headRecordOffset(partition);
    }

    @Override
    Optional<Integer> headRecordLeaderEpoch(TopicPartition partition) {
        return group.headRecordLeaderEpoch(partition);
    }

    @Override
    int numBuffered() {
        return group.numBuffered();
    }

    @Override
    int numBuffered(TopicPartition partition) {
        return group.numBuffered(partition);
    }

    @Override
    void clear() {
        group.clear();
    }

    @Override
    void updateLags() {
        group.updateLags();
    }

    @Override
    void close() {
        group.close();
    }

    @Override
    Set<TopicPartition> partitions() {
        return group.partitions();
    }
}
