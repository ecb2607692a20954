package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.Subject;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that is silent for a moment, just when a record has been decided: the second attempt is as the first. */
class SilentRegistryFlowTest {
    private static final Instant AT = Instant.parse("2026-01-02T00:00:00Z");

    private final SchemaRegistryConfig config =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://silent"));
    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final AtomicInteger silences = new AtomicInteger();
    private final TopologyTestDriver driver = driver();

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aPolicySetThatMeetsItIsAppliedOnceAndIsNotTakenForItsOwnRepeat() {
        // The document came before, so that the marker is the first record that asks the registry for an output's
        // schema.
        driver.<Bytes, byte[]>getKeyValueStore(Names.POLICY_STORE)
                .put(documentRow("System/sap"), "sap ENFORCE".getBytes(StandardCharsets.UTF_8));
        silences.set(2);
        pipe(
                "policy",
                Policy.newBuilder()
                        .setHeader(header("set-1"))
                        .setKind("PolicySet")
                        .setId("default")
                        .setSetVersion(1)
                        .setSet(new PolicySet(1L, 0L, 1))
                        .build());

        assertThat(silences).hasNonPositiveValue();
        List<AuditEvent> told = audit();
        assertThat(told).extracting(AuditEvent::getAction).containsExactly("PolicySet/default", "POLICY_EVALUATED");
        assertThat(told.get(0)).satisfies(audit -> {
            assertThat(audit.getOutcome()).isEqualTo(AuditOutcome.APPLIED);
            assertThat(audit.getSetVersion()).isEqualTo(1);
            assertThat(audit.getSequence()).isEqualTo(1);
        });
    }

    @Test
    void anEventThatMeetsItIsAppliedOnceAndIsNotTakenForItsOwnRepeat() {
        silences.set(2);
        IdentityEvent hired = IdentityEvent.newBuilder()
                .setHeader(header("hired"))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(IdentityAction.HIRED)
                .build();
        pipe("identity", hired);
        pipe("identity", hired);

        assertThat(silences).hasNonPositiveValue();
        assertThat(audit())
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.APPLIED, AuditOutcome.DUPLICATE);
        assertThat(driver.createOutputTopic(
                                "iam.identity-access", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readValuesToList())
                .hasSize(1);
    }

    private static Bytes documentRow(String name) {
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES + name.length())
                .put((byte) 'd')
                .putLong(1)
                .put(name.getBytes(StandardCharsets.UTF_8))
                .array());
    }

    private List<AuditEvent> audit() {
        AvroCodec<AuditEvent> codec = AvroCodec.of(registry, AuditEvent.class, config);
        return driver
                .createOutputTopic("iam.audit", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(bytes -> codec.decode("iam.audit", null, bytes))
                .toList();
    }

    private static Header header(String eventId) {
        return Header.newBuilder()
                .setEventId(eventId)
                .setSource("test")
                .setOccurredAt(AT)
                .build();
    }

    private <T extends SpecificRecord> void pipe(String topic, T value) {
        @SuppressWarnings("unchecked") // the class of a T
        Class<T> type = (Class<T>) value.getClass();
        byte[] bytes = AvroCodec.of(registry, type, config).encode("iam." + topic, value);
        driver.createInputTopic("iam." + topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput("E1".getBytes(StandardCharsets.UTF_8), bytes, AT);
    }

    private TopologyTestDriver driver() {
        StageOptions options = new StageOptions("sluice", "iam.", 1, false, 500, 200, InputLag.NONE);
        SluiceTopology topology = new SluiceTopology(
                options,
                new Codecs(silentForAudit(), config),
                (version, documents) -> Policies.of(version),
                new StageMetrics(new SimpleMeterRegistry()),
                Duration.ofSeconds(30),
                InstantSource.system());
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        properties.put("processing.exception.handler.global.enabled", true);
        return new TopologyTestDriver(topology.build(), properties);
    }

    /** Fails for the audit's schema as often as a test has said; it is the last that a record needs. */
    private SchemaRegistryClient silentForAudit() {
        return (SchemaRegistryClient) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SchemaRegistryClient.class},
                (proxy, method, arguments) -> {
                    boolean ofAudit = arguments != null && "iam.audit-value".equals(arguments[0]);
                    if (ofAudit && silences.getAndDecrement() > 0) {
                        throw new TimeoutException("The registry does not answer.");
                    }
                    try {
                        return method.invoke(registry, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
