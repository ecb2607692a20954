package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import dev.sluice.json.PlainJson;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.AuditSamples;
import dev.sluice.siem.Format;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the topic of the audit to the topics of a SIEM. */
class RenderFlowTest {
    private static final Instant ARRIVED = Instant.parse("2026-03-01T08:00:00Z");

    /** Long after it arrived, and after a topic of 30 days would have dropped it by that. */
    private static final Instant RENDERED = Instant.parse("2026-09-01T08:00:00Z");

    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final SchemaRegistryConfig config =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://render"));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private TopologyTestDriver driver;

    @AfterEach
    void close() {
        driver.close();
        registry.close();
    }

    private void start(Set<Format> formats) {
        StageOptions options = new StageOptions("sluice", "iam.", 1, false, 1, 1, InputLag.NONE);
        Topology topology = new Topology();
        new RenderFlow(
                        options,
                        new Codecs(registry, config),
                        formats,
                        new Renderers(RenderOptions.defaults("siem-1"), Meanings.load()),
                        new StageMetrics(meters),
                        new RegistryPatience(Duration.ZERO, InstantSource.system()),
                        InstantSource.system())
                .addTo(topology);
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        driver = new TopologyTestDriver(topology, properties, RENDERED);
    }

    private void pipe(String key, byte[] value) {
        driver.createInputTopic("iam.audit", new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        value,
                        new RecordHeaders(),
                        ARRIVED));
    }

    private byte[] encoded(AuditEvent audit) {
        return AvroCodec.of(registry, AuditEvent.class, config).encode("iam.audit", audit);
    }

    private List<TestRecord<String, String>> texts(Format format) {
        return driver.createOutputTopic("iam." + format.topic(), new StringDeserializer(), new StringDeserializer())
                .readRecordsToList();
    }

    private List<TestRecord<byte[], byte[]>> deadLetters() {
        return driver.createOutputTopic("iam.dead-letter", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    @Test
    void everyRecordIsWrittenOnceInEachFormatUnderItsKeyAndTellsWhenItArrived() {
        start(EnumSet.allOf(Format.class));
        List<AuditEvent> audits = AuditSamples.withAndWithoutDetail();
        audits.forEach(audit -> pipe(audit.getIdentityId(), encoded(audit)));

        for (Format format : Format.values()) {
            List<TestRecord<String, String>> texts = texts(format);
            assertThat(texts).hasSameSizeAs(audits);
            assertThat(texts).allSatisfy(text -> {
                assertThat(text.key()).isEqualTo("E1001");
                assertThat(text.getRecordTime()).isEqualTo(RENDERED);
                assertThat(ArrivedAt.of(text.headers(), text.timestamp())).isEqualTo(ARRIVED.toEpochMilli());
            });
            assertThat(meters.counter("sluice.rendered", "format", format.word())
                            .count())
                    .isEqualTo(audits.size());
        }
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void onlyWhatIsAskedForIsWritten() {
        start(EnumSet.of(Format.JSON));
        AuditEvent audit = AuditSamples.all().get(0);
        pipe("E1001", encoded(audit));

        assertThat(PlainJson.read(texts(Format.JSON).get(0).value(), AuditEvent.class))
                .isEqualTo(audit);
        assertThat(texts(Format.CEF)).isEmpty();
    }

    @Test
    void whatCantBeReadIsADeadLetterAndTheStreamGoesOn() {
        start(EnumSet.of(Format.CEF));
        pipe("E1001", new byte[] {9, 9, 9});
        pipe("E1001", null);
        pipe(null, encoded(AuditSamples.all().get(0)));

        assertThat(deadLetters())
                .extracting(letter -> StageRig.header(letter, DeadLetters.REASON))
                .containsExactly("UNDECODABLE", "NULL_VALUE");
        assertThat(texts(Format.CEF)).hasSize(1).allMatch(text -> text.key() == null);
    }

    @Test
    void whatIsTooLargeInOneFormatIsADeadLetterAndThereInTheOthers() {
        start(EnumSet.of(Format.JSON, Format.CEF));
        AuditEvent audit = AuditSamples.all().get(0);
        audit.setReason("x".repeat(1_100_000));
        pipe("E1001", encoded(audit));

        TestRecord<byte[], byte[]> letter = deadLetters().get(0);
        assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("TOO_LARGE");
        assertThat(StageRig.header(letter, DeadLetters.DETAIL))
                .startsWith("json: ")
                .doesNotContain("cef");
        assertThat(StageRig.header(letter, DeadLetters.TOPIC)).isEqualTo("iam.audit");
        assertThat(texts(Format.JSON)).isEmpty();
        assertThat(texts(Format.CEF)).hasSize(1);
    }

    @Test
    void whatARendererFailsOnIsADeadLetterThatRepeatsNothingOfIt() {
        RenderProcessorRig rig = new RenderProcessorRig(registry, config, meters);
        driver = rig.driver();
        AuditEvent audit = AuditSamples.all().get(0);
        pipe("E1001", encoded(audit));

        TestRecord<byte[], byte[]> letter = deadLetters().get(0);
        assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("NOT_RENDERED");
        assertThat(StageRig.header(letter, DeadLetters.DETAIL)).isEqualTo("leef: IllegalStateException");
        assertThat(letter.value()).isEqualTo(encoded(audit));
        assertThat(texts(Format.CEF)).hasSize(1);
        assertThat(meters.counter("sluice.dead.letters", "reason", "NOT_RENDERED")
                        .count())
                .isOne();
    }
}
