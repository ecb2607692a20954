package dev.sluice.torture;

import dev.sluice.torture.oracle.Inputs;
import dev.sluice.torture.oracle.Progress;
import dev.sluice.torture.rig.Rig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Looks from outside how far the instances are, and looks after their processes. */
final class Watch implements AutoCloseable {
    private static final long EVERY_MS = 250;
    private static final long PATIENCE_MS = 3_000;
    private static final long LONG_PATIENCE_MS = 60_000;

    private final Rig rig;
    private final Progress progress = new Progress();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Watch(Rig rig) {
        this.rig = rig;
    }

    void start() {
        run("watch-progress", () -> {
            // Looked at late, it would seem to have gone on late: the instant is that of the answer.
            long[] ends = sums(ends(rig, Inputs.TOPICS, IsolationLevel.READ_UNCOMMITTED, PATIENCE_MS));
            long[] committed = sums(committed(rig.admin()));
            progress.saw(System.currentTimeMillis(), committed, ends);
        });
        run("watch-processes", () -> rig.instances().look());
    }

    private long[] sums(Map<TopicPartition, Long> offsets) {
        long[] sums = new long[rig.partitions()];
        offsets.forEach((partition, offset) -> sums[partition.partition()] += offset);
        return sums;
    }

    private interface Work {
        void run() throws Exception;
    }

    private void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    while (!stopped) {
                        try {
                            work.run();
                        } catch (ExecutionException | TimeoutException away) {
                            // Brokers are away now and then; it is looked at again.
                            continue;
                        } catch (InterruptedException e) {
                            return;
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        } finally {
                            pause();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void pause() {
        try {
            Thread.sleep(EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Progress progress() {
        return progress;
    }

    /** The committed offset of each partition of the inputs. */
    static Map<TopicPartition, Long> committed(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(Rig.APPLICATION)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        committed.forEach((partition, offset) -> {
            if (offset != null && Inputs.TOPICS.contains(withoutPrefix(partition.topic()))) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    /** The end of each partition of some topics, named without prefix. */
    static Map<TopicPartition, Long> ends(Rig rig, List<String> topics, IsolationLevel isolation)
            throws ExecutionException, InterruptedException, TimeoutException {
        return ends(rig, topics, isolation, LONG_PATIENCE_MS);
    }

    private static Map<TopicPartition, Long> ends(
            Rig rig, List<String> topics, IsolationLevel isolation, long patienceMs)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (String topic : topics) {
            for (int partition = 0; partition < rig.partitions(); partition++) {
                wanted.put(new TopicPartition(Rig.PREFIX + topic, partition), OffsetSpec.latest());
            }
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found = rig.admin()
                .listOffsets(wanted, new ListOffsetsOptions(isolation))
                .all()
                .get(patienceMs, TimeUnit.MILLISECONDS);
        found.forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    private static String withoutPrefix(String topic) {
        return topic.startsWith(Rig.PREFIX) ? topic.substring(Rig.PREFIX.length()) : topic;
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
