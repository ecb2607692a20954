package dev.sluice.domain.brake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.Brake;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The brake over all tasks, with messages that take as long as they like: each pair of tasks keeps its order, no more. */
class BrakePropertiesTest {
    private static final int[] PARTITIONS = {1, 4, 16};

    private record Count(int task, long since, long bucket, long count, long counted) {}

    private record Allow(long since, long seen) {}

    /** Tasks, who adds up, and the messages between them. */
    private static final class Cluster {
        private final Brake policy;
        private final TaskBrake[] tasks;
        private final List<Deque<Count>> counts = new ArrayList<>();
        private final List<Deque<Allow>> answers = new ArrayList<>();
        private final List<Deque<Long>> holds = new ArrayList<>();
        private SourceBrake source = SourceBrake.NONE;
        private int letThrough;
        private int waiting;
        private long now = 1_000;

        Cluster(int partitions, int limit) {
            policy = new Brake(Duration.ofDays(1), limit);
            tasks = new TaskBrake[partitions];
            for (int task = 0; task < partitions; task++) {
                tasks[task] = TaskBrake.NONE;
                counts.add(new ArrayDeque<>());
                answers.add(new ArrayDeque<>());
                holds.add(new ArrayDeque<>());
            }
        }

        void announce(int task) {
            now++;
            tasks[task] = tasks[task].count(now, policy);
            TaskBrake counted = tasks[task];
            if (!counted.held()) {
                long bucket = counted.buckets().counts().lastKey();
                counts.get(task)
                        .add(new Count(
                                task,
                                counted.since(),
                                bucket,
                                counted.buckets().counts().get(bucket),
                                counted.counted()));
            }
            if (counted.lets(now, policy, tasks.length)) {
                letThrough++;
            } else {
                waiting++;
            }
        }

        void deliver(Random random) {
            int task = random.nextInt(tasks.length);
            switch (random.nextInt(3)) {
                case 0 -> deliverCount(task);
                case 1 -> deliverAnswer(task);
                default -> deliverHold(task);
            }
        }

        private void deliverCount(int task) {
            Count count = counts.get(task).poll();
            if (count == null) {
                return;
            }
            source = source.told(count.task(), count.since(), count.bucket(), count.count(), count.counted(), policy);
            if (source.total(now, policy) > policy.limit() && !source.held()) {
                source = source.ask();
                holds.forEach(hold -> hold.add(now));
            }
            if (!source.held()) {
                answers.get(task).add(new Allow(count.since(), count.counted()));
            }
        }

        private void deliverAnswer(int task) {
            Allow allow = answers.get(task).poll();
            if (allow == null) {
                return;
            }
            TaskBrake before = tasks[task];
            tasks[task] = before.allowed(allow.since(), allow.seen());
            long wasOver = Math.max(0, before.counted() - before.allowance(now, policy, tasks.length));
            long isOver = Math.max(0, before.counted() - tasks[task].allowance(now, policy, tasks.length));
            if (!tasks[task].held() && wasOver > isOver) {
                letThrough += (int) (wasOver - isOver);
                waiting -= (int) (wasOver - isOver);
            }
        }

        private void deliverHold(int task) {
            Long at = holds.get(task).poll();
            if (at != null) {
                tasks[task] = tasks[task].hold(at);
            }
        }

        void settle(Random random) {
            while (counts.stream().anyMatch(q -> !q.isEmpty())
                    || answers.stream().anyMatch(q -> !q.isEmpty())
                    || holds.stream().anyMatch(q -> !q.isEmpty())) {
                deliver(random);
            }
        }
    }

    @Property(tries = 1000)
    void whateverTheDelaysAtMostTwiceTheLimitIsLetThrough(
            @ForAll @IntRange(max = 2) int size,
            @ForAll @IntRange(min = 1, max = 60) int limit,
            @ForAll @IntRange(max = 100) int haste,
            @ForAll long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(PARTITIONS[size], limit);
        int announced = 5 * limit;
        for (int i = 0; i < announced; i++) {
            cluster.announce(random.nextInt(PARTITIONS[size]));
            while (random.nextInt(100) < haste && random.nextBoolean()) {
                cluster.deliver(random);
            }
        }
        cluster.settle(random);

        assertThat(cluster.letThrough).isLessThanOrEqualTo(2 * limit);
        assertThat(cluster.letThrough + cluster.waiting).isEqualTo(announced);
        assertThat(cluster.source.held()).isTrue();
    }

    @Property(tries = 1000)
    void nothingWaitsForLongWithinTheLimit(
            @ForAll @IntRange(max = 2) int size, @ForAll @IntRange(min = 1, max = 60) int limit, @ForAll long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(PARTITIONS[size], limit);
        int skewed = random.nextInt(PARTITIONS[size]);
        for (int i = 0; i < limit; i++) {
            // All of them in one partition, faster than any message.
            cluster.announce(skewed);
        }
        cluster.settle(random);

        assertThat(cluster.waiting).isZero();
        assertThat(cluster.letThrough).isEqualTo(limit);
        assertThat(cluster.source.held()).isFalse();
    }

    @Property(tries = 300)
    void withinTheShareNothingWaitsAtAll(
            @ForAll @IntRange(max = 2) int size, @ForAll @IntRange(min = 16, max = 200) int limit, @ForAll long seed) {
        Random random = new Random(seed);
        Cluster cluster = new Cluster(PARTITIONS[size], limit);
        int atOnce = limit / PARTITIONS[size];
        for (int i = 0; i < limit; i++) {
            cluster.announce(i % PARTITIONS[size]);
            assertThat(cluster.waiting).isZero();
            if (i % atOnce == 0) {
                cluster.settle(random);
            }
        }
    }
}
