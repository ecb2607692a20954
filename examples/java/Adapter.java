import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.AvroTrust;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An adapter in one file: tells Sluice that somebody was hired, and waits until the audit says what became of it. Needs
 * the contract jar, kafka-clients, avro and jackson on the class path; docs/adapters.md says how it is started.
 */
public class Adapter {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public static void main(String[] args) throws Exception {
        AvroTrust.trustContract();
        String identity = args[0];
        String prefix = System.getenv().getOrDefault("SLUICE_TOPIC_PREFIX", "iam.");
        Map<String, Object> connection = new HashMap<>();
        connection.put("bootstrap.servers", System.getenv("SLUICE_BOOTSTRAP_SERVERS"));
        connection.put("schema.registry.url", System.getenv("SLUICE_SCHEMA_REGISTRY_URL"));
        // The same schema as everybody's: without what only Java would read of it.
        connection.put("avro.remove.java.properties", true);

        IdentityEvent hired = IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId(identity + "-HIRED")
                        .setSource("example-java")
                        .setSourceKind(SourceKind.HRIS)
                        .setOccurredAt(Instant.now())
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(IdentityAction.HIRED)
                .setWorker(Worker.newBuilder()
                        .setEmploymentId("1")
                        .setDepartment("Treasury")
                        .build())
                .build();
        send(connection, prefix + "identity", identity, hired);

        AuditOutcome outcome = outcome(connection, prefix + "audit", hired.getHeader().getEventId());
        System.out.println("read " + outcome + " " + hired.getHeader().getEventId());
        if (outcome != AuditOutcome.APPLIED) {
            System.exit(1);
        }
    }

    private static void send(Map<String, Object> connection, String topic, String key, IdentityEvent event)
            throws Exception {
        AvroSerializer<IdentityEvent> serializer = new AvroSerializer<>();
        serializer.configure(connection, false);
        try (KafkaProducer<String, IdentityEvent> producer =
                new KafkaProducer<>(connection, new StringSerializer(), serializer)) {
            producer.send(new ProducerRecord<>(topic, key, event)).get();
            System.out.println("sent " + event.getHeader().getEventId() + " to " + topic);
        }
    }

    private static AuditOutcome outcome(Map<String, Object> connection, String topic, String eventId) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("group.id", "example-java-" + eventId);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("specific.avro.reader", true);
        AvroDeserializer<AuditEvent> deserializer = new AvroDeserializer<>();
        deserializer.configure(settings, false);
        Instant end = Instant.now().plus(PATIENCE);
        try (KafkaConsumer<String, AuditEvent> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), deserializer)) {
            consumer.subscribe(List.of(topic));
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, AuditEvent> record : consumer.poll(Duration.ofMillis(500))) {
                    if (eventId.equals(record.value().getEventId())) {
                        return record.value().getOutcome();
                    }
                }
            }
            throw new IllegalStateException("The audit does not tell of " + eventId + " within " + PATIENCE + ".");
        }
    }
}
