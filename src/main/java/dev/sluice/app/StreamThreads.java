package dev.sluice.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Whether stream threads go round. Each asks its consumer for records in every round, also while state is restored and while
 * there is nothing to do, and the consumer measures how long ago that was. A thread that waits inside a Kafka client waits for
 * brokers, be it for hours: a commit has to come to an end one way or the other, and a restart would not bring it there. One
 * that has stood anywhere else for too long is stuck.
 */
final class StreamThreads {
    private static final String GROUP = "consumer-metrics";
    private static final String SINCE_POLL = "last-poll-seconds-ago";
    private static final String CONSUMER = "-consumer";
    private static final String RESTORE = "-restore-consumer";
    private static final long MS_PER_SECOND = 1000;
    private static final String CLIENTS = "org.apache.kafka.clients.";

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;
    private final Supplier<Map<String, StackTraceElement[]>> stacks;
    private final LongSupplier clock;
    private final long halfMs;
    private final Map<String, Long> notWaitingSince = new HashMap<>();

    /**
     * A watch.
     *
     * @param metrics gives the metrics of all consumers, of this moment
     * @param stacks gives where each thread stands, by its name; asked only if one has not gone round
     * @param clock gives ms that only ever grow
     * @param stuckAfter how long a thread may stand
     */
    StreamThreads(
            Supplier<Map<MetricName, ? extends Metric>> metrics,
            Supplier<Map<String, StackTraceElement[]>> stacks,
            LongSupplier clock,
            Duration stuckAfter) {
        this.metrics = metrics;
        this.stacks = stacks;
        this.clock = clock;
        this.halfMs = stuckAfter.toMillis() / 2;
    }

    /** Where each thread of this process stands. */
    static Map<String, StackTraceElement[]> stacks() {
        Map<String, StackTraceElement[]> stacks = new HashMap<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> stacks.put(thread.getName(), stack));
        return stacks;
    }

    /** Whether any has stood for too long. */
    synchronized boolean isAnyStuck() {
        Set<String> late = late();
        notWaitingSince.keySet().retainAll(late);
        if (late.isEmpty()) {
            return false;
        }
        Map<String, StackTraceElement[]> all = stacks.get();
        long now = clock.getAsLong();
        boolean stuck = false;
        for (String thread : late) {
            StackTraceElement[] stack = all.get(thread);
            if (stack == null || waitsForBrokers(stack)) {
                notWaitingSince.remove(thread);
            } else {
                // It may just have come back from waiting: only what is seen to stand for half of the time is stuck.
                long since = notWaitingSince.computeIfAbsent(thread, name -> now);
                stuck |= now - since >= halfMs;
            }
        }
        return stuck;
    }

    private Set<String> late() {
        Set<String> late = new HashSet<>();
        metrics.get().forEach((name, metric) -> {
            String client = name.tags().get("client-id");
            if (name.group().equals(GROUP)
                    && name.name().equals(SINCE_POLL)
                    && client != null
                    && client.endsWith(CONSUMER)
                    && !client.endsWith(RESTORE)
                    && metric.metricValue() instanceof Number seconds
                    && seconds.doubleValue() * MS_PER_SECOND >= halfMs) {
                late.add(client.substring(0, client.length() - CONSUMER.length()));
            }
        });
        return late;
    }

    private static boolean waitsForBrokers(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().startsWith(CLIENTS)) {
                return true;
            }
        }
        return false;
    }
}
