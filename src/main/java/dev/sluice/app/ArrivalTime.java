package dev.sluice.app;

import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The arrival of a record: its timestamp. A record without one takes the partition's time, because a producer's slip
 * must not stop the partition. One from the future arrives now: it would move the stream's time, and with it everyone's
 * timers, to an instant of which nobody knows the facts yet.
 */
public final class ArrivalTime implements TimestampExtractor {
    /** What the clocks of producers and brokers may differ by; the input topics refuse what is further ahead. */
    static final Duration TOLERANCE = Duration.ofHours(1);

    private final InstantSource clock;

    /** By the system's clock. */
    public ArrivalTime() {
        this(InstantSource.system());
    }

    /**
     * By another clock.
     *
     * @param clock tells the time
     */
    ArrivalTime(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long timestamp = record.timestamp();
        if (timestamp < 0) {
            return Math.max(0, partitionTime);
        }
        long now = clock.millis();
        return timestamp - now > TOLERANCE.toMillis() ? now : timestamp;
    }
}
