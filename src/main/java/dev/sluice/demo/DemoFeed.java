package dev.sluice.demo;

import dev.sluice.mapping.DeadLetter;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.replay.MergedHistory;
import dev.sluice.stream.DeadLetters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Plays a generated history into the topics. Records carry the arrival that they would have had, so that months pass in
 * seconds and timers come due where they would have. The position is kept in a file: a feed that was killed goes on
 * where it was; what it may send twice is recognised by its event id.
 */
final class DemoFeed {
    private static final int SAVE_EVERY = 500;

    private final Producer<String, byte[]> producer;
    private final AvroSerializer<SpecificRecord> serializer;
    private final String prefix;
    private final Path positionFile;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    DemoFeed(
            Producer<String, byte[]> producer,
            AvroSerializer<SpecificRecord> serializer,
            String prefix,
            Path positionFile) {
        this.producer = producer;
        this.serializer = serializer;
        this.prefix = prefix;
        this.positionFile = positionFile;
    }

    /**
     * Plays a directory to its end, or to the present.
     *
     * @param history the directory
     * @param now the present (ms since the epoch); what lies after it has not happened yet
     * @param progress is told how many records were sent, now and then
     * @return records sent now, by topic without prefix
     * @throws IOException if a file can't be read or the position can't be written
     */
    Map<String, Long> play(Path history, long now, LongConsumer progress) throws IOException {
        Map<String, Long> sent = new TreeMap<>();
        long done = position();
        long at = 0;
        try (MergedHistory entries = MergedHistory.open(history)) {
            while (!entries.isEmpty() && entries.nextOccurredAt() <= now) {
                MergedHistory.Entry entry = entries.next();
                if (at++ < done) {
                    continue;
                }
                send(entry.topic(), entry.key(), entry.record(), entry.arrivedAt());
                sent.merge(entry.topic(), 1L, Long::sum);
                if (at % SAVE_EVERY == 0) {
                    save(at);
                    progress.accept(at);
                }
            }
        }
        save(at);
        progress.accept(at);
        return sent;
    }

    /** Whether an earlier run has sent a part completely. */
    boolean isSent(String part) {
        return Files.exists(mark(part));
    }

    /** Notes that a part is sent completely, after the broker has taken all of it: rather twice than not at all. */
    void sent(String part) throws IOException {
        flush();
        Files.write(mark(part), new byte[0]);
    }

    private Path mark(String part) {
        return positionFile.resolveSibling(part + "-sent");
    }

    void send(String topic, String key, SpecificRecord record, long arrivedAt) {
        failIfFailed();
        String name = prefix + topic;
        producer.send(
                new ProducerRecord<>(name, null, arrivedAt, key, serializer.serialize(name, record)),
                (metadata, error) -> failure.compareAndSet(null, error));
    }

    /** Sends a payload that could not be mapped where undecidable records go. */
    void sendRefused(DeadLetter letter) {
        failIfFailed();
        ProducerRecord<String, byte[]> refused = new ProducerRecord<>(prefix + "dead-letter", null, letter.value());
        refused.headers()
                .add(DeadLetters.REASON, letter.reason().getBytes(StandardCharsets.UTF_8))
                .add(DeadLetters.DETAIL, letter.detail().getBytes(StandardCharsets.UTF_8));
        producer.send(refused, (metadata, error) -> failure.compareAndSet(null, error));
    }

    void flush() {
        producer.flush();
        failIfFailed();
    }

    private void failIfFailed() {
        if (failure.get() != null) {
            throw new IllegalStateException(
                    "The embedded broker refused an event (" + failure.get().getMessage() + ").", failure.get());
        }
    }

    private long position() throws IOException {
        return Files.exists(positionFile)
                ? Long.parseLong(Files.readString(positionFile).trim())
                : 0;
    }

    private void save(long position) throws IOException {
        flush();
        Path next = positionFile.resolveSibling(positionFile.getFileName() + ".next");
        Files.write(next, Long.toString(position).getBytes(StandardCharsets.UTF_8));
        Files.move(next, positionFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
