package dev.sluice.cli;

import dev.sluice.mapping.DeadLetter;
import dev.sluice.mapping.EventSink;
import dev.sluice.mapping.MappedRecord;
import dev.sluice.registry.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Produces events and dead letters: idempotent, acknowledged by all replicas, in the wire format of the registry. The
 * record timestamp is the moment of production. A failed send fails the next call, and {@link #close} at the latest.
 */
final class KafkaEventSink implements EventSink {
    private static final String DEAD_LETTER = "dead-letter";
    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final Producer<String, byte[]> producer;
    private final Serializer<SpecificRecord> serializer;
    private final String prefix;
    private final InstantSource clock;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    KafkaEventSink(
            Producer<String, byte[]> producer,
            Serializer<SpecificRecord> serializer,
            String prefix,
            InstantSource clock) {
        this.producer = producer;
        this.serializer = serializer;
        this.prefix = prefix;
        this.clock = clock;
    }

    /** Connects with the settings of {@link ConnectionOptions}. */
    static KafkaEventSink connect(Map<String, Object> settings, InstantSource clock) {
        if (settings.get("schema.registry.url") == null) {
            throw new CliException("No schema registry is named; give --registry URL or set schema.registry.url in the "
                    + "file of --config.");
        }
        Map<String, Object> config = new HashMap<>(settings);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "sluice-ingest");
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
        try {
            serializer.configure(settings, false);
            Producer<String, byte[]> producer =
                    new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
            return new KafkaEventSink(
                    producer, serializer, String.valueOf(settings.get(ConnectionOptions.PREFIX)), clock);
        } catch (KafkaException e) {
            serializer.close();
            throw new CliException("The cluster can't be reached with these settings: " + e.getMessage(), 1, e);
        }
    }

    @Override
    public void event(MappedRecord event) {
        String topic = prefix + event.topic().topic();
        send(new ProducerRecord<>(
                topic, null, clock.millis(), event.key(), serializer.serialize(topic, event.event()), List.of()));
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        List<Header> headers = List.of(
                header("sluice.reason", letter.reason()),
                header("sluice.detail", letter.detail()),
                header("sluice.source-file", letter.file()),
                header("sluice.line", Long.toString(letter.line())));
        send(new ProducerRecord<>(prefix + DEAD_LETTER, null, clock.millis(), null, letter.value(), headers));
    }

    private static Header header(String key, String value) {
        return new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private void send(ProducerRecord<String, byte[]> event) {
        failFast();
        try {
            producer.send(event, (metadata, error) -> {
                if (error != null) {
                    failure.compareAndSet(null, error);
                }
            });
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private void failFast() {
        Exception error = failure.get();
        if (error != null) {
            throw failed(error);
        }
    }

    private static CliException failed(Exception error) {
        return new CliException(
                "A record could not be produced: " + ClientErrors.sentence(error)
                        + " Run the same ingest again once the cluster "
                        + "is well: repeated events are recognised by their ids.",
                1,
                error);
    }

    @Override
    public void close() {
        try {
            producer.flush();
        } finally {
            producer.close(CLOSE);
            serializer.close();
        }
        failFast();
    }
}
