package dev.sluice.bench.run;

import dev.sluice.bench.load.Envelopes;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.registry.AvroDeserializer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;

/** Reads the audit while events are sent, and takes for each of them the time at which its records were there to read. */
final class Watch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long UNSEEN = -1;
    private static final String POLICY = "policy";
    private static final String EVALUATED = "POLICY_EVALUATED";

    private final long firstNumber;
    private final long[] events;
    private final long[] decisions;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AvroDeserializer<AuditEvent> deserializer = new AvroDeserializer<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;
    private long start;
    private double step;
    private long lastSeen;
    private volatile int expected;
    private int seen;
    private volatile int toBeEvaluated;
    private long evaluatedAt;

    /** Watches the events from a number on, at most so many; what is in the audit already is passed over. */
    Watch(Cluster cluster, String audit, long firstNumber, int count) throws Exception {
        this.firstNumber = firstNumber;
        expected = count;
        events = new long[count];
        decisions = new long[count];
        Arrays.fill(events, UNSEEN);
        Arrays.fill(decisions, UNSEEN);
        deserializer.configure(ViewCheck.reading(cluster, AuditEvent.class), false);
        consumer = Readers.consumer(cluster);
        var ends = cluster.ends(List.of(audit), IsolationLevel.READ_UNCOMMITTED);
        consumer.assign(ends.keySet());
        ends.forEach(consumer::seek);
    }

    /** Starts reading. Event i is to be sent at {@code startNanos + i * stepNanos}. */
    void start(long startNanos, double stepNanos) {
        start = startNanos;
        step = stepNanos;
        Thread thread = new Thread(this::read, "bench-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Also waits until so many tasks have told that they have evaluated everybody. To be called before {@link #start}. */
    void awaitEvaluationBy(int tasks) {
        toBeEvaluated = tasks;
    }

    /** Whether all tasks that are waited for have told so. */
    boolean isEvaluated() {
        return toBeEvaluated <= 0;
    }

    /** No more events than these are sent. */
    void sent(int count) {
        expected = count;
    }

    private void read() {
        try (consumer) {
            while (!stopped && (seen < expected || toBeEvaluated > 0)) {
                var records = consumer.poll(POLL);
                long now = System.nanoTime();
                records.forEach(record -> take(record, now));
            }
        } finally {
            ended.countDown();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, long now) {
        AuditEvent audit = deserializer.deserialize(record.topic(), record.headers(), record.value());
        // Policies that are published meanwhile have ids of their own.
        boolean isOfTheLoad = !POLICY.equals(audit.getCategory());
        if (audit.getType() == AuditType.INPUT && audit.getEventId() != null && isOfTheLoad) {
            int at = place(audit.getEventId());
            if (at >= 0 && events[at] == UNSEEN) {
                events[at] = now - intended(at);
                lastSeen = now;
                seen++;
            }
        } else if (EVALUATED.equals(audit.getAction())) {
            toBeEvaluated--;
            evaluatedAt = now;
        } else if (audit.getType() == AuditType.DECISION && !audit.getCauseIds().isEmpty()) {
            int at = place(audit.getCauseIds().get(0));
            if (at >= 0 && decisions[at] == UNSEEN) {
                decisions[at] = now - intended(at);
            }
        }
    }

    private int place(String eventId) {
        long at = Envelopes.number(eventId) - firstNumber;
        return at >= 0 && at < events.length ? (int) at : -1;
    }

    private long intended(int at) {
        return start + (long) (at * step);
    }

    /** Waits until all are seen, or the time is up. */
    void await(Duration limit) throws InterruptedException {
        ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        stopped = true;
        ended.await();
    }

    boolean complete() {
        return seen == expected && isEvaluated();
    }

    /** The first event that was to be sent after everybody was evaluated. */
    int firstAfterEvaluation() {
        return (int) Math.min(expected, Math.max(0, (long) ((evaluatedAt - start) / step) + 1));
    }

    /** Seconds from the instant at which the first event was to be sent until everybody was evaluated. */
    double secondsToEvaluation() {
        return (evaluatedAt - start) / 1e9;
    }

    /** Events per second from the first that was to be sent to the last that was seen. */
    double reachedPerSecond() {
        return seen == 0 ? 0 : seen * 1e9 / (lastSeen - start);
    }

    /** Seconds from the instant at which the last event was to be sent to that at which the last was seen. */
    double latenessOfLast() {
        return (lastSeen - intended(expected - 1)) / 1e9;
    }

    long[] eventsFrom(int first) {
        return from(events, first);
    }

    long[] eventsBetween(int first, int end) {
        return from(Arrays.copyOf(events, end), first);
    }

    long[] decisionsFrom(int first) {
        return from(decisions, first);
    }

    private static long[] from(long[] latencies, int first) {
        return LongStream.of(Arrays.copyOfRange(latencies, first, latencies.length))
                .filter(nanos -> nanos != UNSEEN)
                .toArray();
    }

    @Override
    public void close() {
        stopped = true;
        deserializer.close();
    }
}
