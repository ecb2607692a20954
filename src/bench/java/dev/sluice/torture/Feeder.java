package dev.sluice.torture;

import dev.sluice.torture.oracle.Fed;
import dev.sluice.torture.oracle.Place;
import dev.sluice.torture.rig.RigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the load at a steady pace, whatever happens, and remembers where the brokers said that each record is. */
final class Feeder implements AutoCloseable {
    private static final int TEN_MINUTES_MS = 600_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final int prefixLength;
    private final List<Fed> fed = new ArrayList<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile Item latest;
    private volatile boolean stopped;

    Feeder(String bootstrapServers, String prefix) {
        prefixLength = prefix.length();
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "acks", "all",
                        "enable.idempotence", true,
                        "linger.ms", 5,
                        // All brokers may be away for longer than a minute: what is sent waits for them.
                        "delivery.timeout.ms", TEN_MINUTES_MS,
                        "max.block.ms", TEN_MINUTES_MS,
                        "request.timeout.ms", 10_000,
                        "buffer.memory", 128L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends all, spread evenly over a time. */
    void feed(List<Item> items, Duration time) {
        long begin = System.nanoTime();
        long total = time.toNanos();
        for (int i = 0; i < items.size() && !stopped; i++) {
            long due = begin + (long) (total * ((double) i / items.size()));
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            send(items.get(i));
        }
    }

    /** Sends one now. */
    void send(Item item) {
        rethrow();
        if (item.sort() != Fed.Sort.POISON) {
            latest = item;
        }
        producer.send(
                new ProducerRecord<>(item.topic(), null, item.arrivedAt(), item.key(), item.value()),
                (metadata, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                        return;
                    }
                    Fed record = new Fed(
                            new Place(
                                    item.topic().substring(prefixLength), metadata.partition(), metadata.offset()),
                            item.sort(),
                            item.eventId(),
                            Digest.of(item.value()),
                            item.key(),
                            item.sort() == Fed.Sort.POISON ? item.value() : null);
                    synchronized (fed) {
                        fed.add(record);
                    }
                });
    }

    /** The last good one that was sent, null at first. */
    Item latest() {
        return latest;
    }

    /** How many were acknowledged. */
    long acknowledged() {
        synchronized (fed) {
            return fed.size();
        }
    }

    /** Waits until everything is acknowledged, and says where it is. */
    List<Fed> acknowledgedAll() {
        producer.flush();
        rethrow();
        synchronized (fed) {
            return List.copyOf(fed);
        }
    }

    private void rethrow() {
        Exception error = failure.get();
        if (error != null) {
            throw new RigException("The load can't be sent: " + error.getMessage(), error);
        }
    }

    @Override
    public void close() {
        stopped = true;
        producer.close(Duration.ofSeconds(5));
    }
}
