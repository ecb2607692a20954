package dev.sluice.cli;

import dev.sluice.redrive.Redriver;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A redriver with a producer of its own. */
final class LetterSender implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final Redriver redriver;

    LetterSender(Map<String, Object> config, String by, String reason, Clock clock) {
        Map<String, Object> all = new HashMap<>(config);
        String prefix = config.get(ConnectionOptions.PREFIX).toString();
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, Redriver.transactionalIds(prefix) + UUID.randomUUID());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20);
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        redriver = new Redriver(producer, prefix, by, reason, clock);
    }

    Redriver redriver() {
        return redriver;
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
    }
}
