package dev.sluice.torture;

import dev.sluice.torture.oracle.Fed;
import dev.sluice.torture.oracle.Place;
import dev.sluice.torture.rig.RigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the load at a steady pace, whatever happens, and remembers where the brokers said that each record is. */
final class Feeder implements AutoCloseable {
    private static final int TEN_MINUTES_MS = 600_000;
    private static final int ATTEMPTS = 5;

    /** Records in a second that are sent at least, until there are none left. */
    private static final double SLOWEST = 2;

    /** How much faster the rest is sent when all faults are over. */
    private static final int HASTE = 4;

    /** After a pause of the driver not all that was due meanwhile is sent at once. */
    private static final long CATCH_UP_NANOS = 2_000_000_000L;

    private final KafkaProducer<byte[], byte[]> producer;
    private final int prefixLength;
    private final List<Fed> fed = new ArrayList<>();
    private final List<Item> failed = new ArrayList<>();
    private final List<Item> uncertain = new ArrayList<>();
    private volatile Item latest;
    private volatile UnaryOperator<Item> writer = UnaryOperator.identity();
    private volatile boolean stopped;

    /**
     * A feeder.
     *
     * @param bootstrapServers where the brokers are
     * @param prefix of the topics
     * @param patience how long a record is tried before it is sent anew; longer than all brokers are ever away
     */
    Feeder(String bootstrapServers, String prefix, Duration patience) {
        prefixLength = prefix.length();
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        5,
                        "delivery.timeout.ms",
                        (int) patience.toMillis(),
                        "max.block.ms",
                        TEN_MINUTES_MS,
                        "request.timeout.ms",
                        10_000,
                        "buffer.memory",
                        128L << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Sends all, at a steady pace that would take a time; of the second half something is left while faults go on, however long they
     * take, and the rest comes a few times as fast when they are over.
     */
    void feed(List<Item> items, Duration time, BooleanSupplier isOver) {
        double steady = items.size() / (time.toNanos() / 1e9);
        double halfTime = time.toNanos() / 2e9;
        long due = System.nanoTime();
        for (int i = 0; i < items.size() && !stopped; i++) {
            for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            send(writer.apply(items.get(i)));
            double slower = Math.max(SLOWEST, (items.size() - i) / halfTime);
            double pace = isOver.getAsBoolean() ? HASTE * steady : Math.min(steady, slower);
            due = Math.max(due, System.nanoTime() - CATCH_UP_NANOS) + (long) (1e9 / pace);
        }
    }

    /** From now on the load is written anew by somebody, before it is sent. */
    void writeBy(UnaryOperator<Item> next) {
        writer = next;
    }

    /** Sends one now. */
    void send(Item item) {
        if (item.sort() != Fed.Sort.POISON) {
            latest = item;
        }
        producer.send(
                new ProducerRecord<>(item.topic(), null, item.arrivedAt(), item.key(), item.value()),
                (metadata, error) -> {
                    if (error != null) {
                        // Whether it is there is not known; as an adapter would, the driver sends it again.
                        synchronized (fed) {
                            failed.add(item);
                            uncertain.add(item);
                        }
                        return;
                    }
                    Fed record = new Fed(
                            new Place(item.topic().substring(prefixLength), metadata.partition(), metadata.offset()),
                            item.sort(),
                            item.eventId(),
                            item.arrivedAt(),
                            Digest.of(item.key(), item.value()),
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
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            producer.flush();
            List<Item> again;
            synchronized (fed) {
                again = List.copyOf(failed);
                failed.clear();
                if (again.isEmpty()) {
                    return List.copyOf(fed);
                }
            }
            again.forEach(this::send);
        }
        throw new RigException("The load can't be sent: some records were refused " + ATTEMPTS + " times.");
    }

    /** What was sent without an answer that says where it is; it may be there, once or more often. */
    List<Item> uncertain() {
        synchronized (fed) {
            return List.copyOf(uncertain);
        }
    }

    @Override
    public void close() {
        stopped = true;
        producer.close(Duration.ofSeconds(5));
    }
}
