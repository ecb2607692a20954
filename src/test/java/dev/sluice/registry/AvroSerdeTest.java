package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.Header;
import dev.sluice.event.probe.Probe;
import dev.sluice.event.probe.ProbeKind;
import dev.sluice.untrusted.Untrusted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The serde as Kafka and the stream stage use it. */
class AvroSerdeTest {

    private final String scope = UUID.randomUUID().toString();
    private final MockSchemaRegistryClient registry = MockSchemaRegistryClient.forScope(scope);
    private final SchemaRegistryConfig config = TestConfigs.mock(Map.of());

    @AfterEach
    void forget() {
        MockSchemaRegistryClient.drop(scope);
    }

    @Test
    void givesBackEveryShapeOfField() {
        try (AvroSerde<Probe> serde = new AvroSerde<>(registry, Probe.class, config)) {
            for (Probe probe : List.of(Probes.full("p1"), Probes.bare("p2"))) {
                byte[] record = serde.serializer().serialize("t", probe);
                assertThat(serde.deserializer().deserialize("t", record)).isEqualTo(probe);
            }
        }
    }

    @Test
    void writesWhatAvrosOwnWriterWrites() {
        CodecContract.check(Probe.class, List.of(Probes.full("p1"), Probes.bare("p2"), Probes.full("p3")));
    }

    @Test
    void servesTheContract() {
        AvroCodec<Header> codec = AvroCodec.of(registry, Header.class, config);
        Header header = sample(Header.getClassSchema());

        assertThat(codec.decode("t", null, codec.encode("t", header))).isEqualTo(header);
    }

    /** Whatever fields the contract gains: those without a default get a value of their type. */
    private static Header sample(Schema schema) {
        Header header = new Header();
        schema.getFields().forEach(field -> {
            if (field.hasDefaultValue()) {
                header.put(field.pos(), SpecificData.getForClass(Header.class).getDefaultValue(field));
            } else if (field.schema().getType() == Schema.Type.STRING) {
                header.put(field.pos(), field.name());
            } else if (field.schema().getLogicalType() != null) {
                header.put(field.pos(), Instant.EPOCH);
            }
        });
        return header;
    }

    @Test
    void isConfiguredByClassNamesAlone() {
        Map<String, ?> settings =
                Map.of("schema.registry.url", "mock://" + scope, "specific.avro.value.type", Probe.class.getName());
        try (AvroSerde<Probe> serde = new AvroSerde<>()) {
            serde.configure(settings, false);
            byte[] record = serde.serializer().serialize("t", null, Probes.full("p"));

            assertThat(serde.deserializer().deserialize("t", null, record)).isEqualTo(Probes.full("p"));
            assertThat(registry.subjects()).containsExactly("t-value");
        }
    }

    @Test
    void readsTheClassThatTheWriterNames() {
        Map<String, ?> settings = Map.of("schema.registry.url", "mock://" + scope, "specific.avro.reader", true);
        try (AvroSerde<Probe> serde = new AvroSerde<>()) {
            serde.configure(settings, true);
            byte[] record = serde.serializer().serialize("t", Probes.full("p"));

            assertThat(serde.deserializer().deserialize("t", record)).isEqualTo(Probes.full("p"));
            assertThat(registry.subjects()).containsExactly("t-key");
        }
    }

    @Test
    void asksForATypeRatherThanGivingAnotherOne() {
        try (AvroDeserializer<Probe> deserializer = new AvroDeserializer<>()) {
            assertThatThrownBy(() -> deserializer.configure(Map.of("schema.registry.url", "mock://" + scope), false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("specific.avro.value.type");
        }
    }

    @Test
    void readsGenericRecordsWithoutAnyClass() {
        byte[] record =
                new AvroSerde<>(registry, Probe.class, config).serializer().serialize("t", Probes.full("p"));
        try (GenericAvroDeserializer deserializer = new GenericAvroDeserializer()) {
            deserializer.configure(Map.of("schema.registry.url", "mock://" + scope), false);
            GenericRecord read = deserializer.deserialize("t", record);

            assertThat(read.get("id")).hasToString("p");
            assertThat(read.get("at")).isEqualTo(Probes.full("p").getAt().toEpochMilli());
            assertThat(deserializer.deserialize("t", null)).isNull();
        }
    }

    @Test
    void convertsLogicalTypesOfGenericRecordsOnRequest() {
        byte[] record =
                new AvroSerde<>(registry, Probe.class, config).serializer().serialize("t", Probes.full("p"));
        SchemaRegistryConfig converting = TestConfigs.mock(Map.of("avro.use.logical.type.converters", "true"));

        GenericRecord read = AvroCodec.generic(registry, converting, false).decode("t", null, record);

        assertThat(read.get("at")).isEqualTo(Probes.full("p").getAt());
        assertThat(read.get("endsAt")).isEqualTo(Probes.full("p").getEndsAt());
        assertThat(read.get("day")).isEqualTo(Probes.full("p").getDay());
    }

    @Test
    void readsAnEnumSymbolItDoesNotKnowAsTheDefault() {
        Schema newer =
                SchemaTexts.parse(Probe.getClassSchema().toString().replace("\"LEFT\"", "\"LEFT\",\"SABBATICAL\""));
        GenericRecord record = newerProbe(newer);

        Probe read = AvroCodec.of(registry, Probe.class, config)
                .decode("t", null, AvroCodec.generic(registry, config, false).encode("t", record));

        assertThat(read.getKind()).isEqualTo(ProbeKind.UNKNOWN);
        assertThat(read.getMaybeKind()).isEqualTo(ProbeKind.UNKNOWN);
        assertThat(read.getId()).isEqualTo("new");
    }

    @Test
    void readsOlderAndNewerWriters() {
        Schema older =
                SchemaTexts.parse("{\"type\":\"record\",\"name\":\"Probe\",\"namespace\":\"dev.sluice.event.probe\","
                        + "\"fields\":[{\"name\":\"gone\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
                        + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
                        + "{\"name\":\"id\",\"type\":\"string\"}]}");
        GenericRecord record = new GenericData.Record(older);
        record.put("gone", List.of("a", "b"));
        record.put("at", 0L);
        record.put("id", "old");

        Probe read = AvroCodec.of(registry, Probe.class, config)
                .decode("t", null, AvroCodec.generic(registry, config, false).encode("t", record));

        assertThat(read).isEqualTo(Probes.bare("old"));
    }

    @Test
    void servesManyThreadsAtOnce() throws Exception {
        AvroSerde<Probe> serde = new AvroSerde<>(registry, Probe.class, config);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> all = new ArrayList<>();
        try {
            for (int thread = 0; thread < 8; thread++) {
                String name = "t" + thread;
                all.add(threads.submit(() -> {
                    start.await();
                    return wrong(serde, name);
                }));
            }
            start.countDown();
            for (Future<Integer> one : all) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int wrong(AvroSerde<Probe> serde, String name) {
        int wrong = 0;
        for (int i = 0; i < 5000; i++) {
            String id = name + "-" + "x".repeat(i % 97) + i;
            Probe probe = i % 3 == 0 ? Probes.bare(id) : Probes.full(id);
            String topic = "topic" + i % 5;
            byte[] record = serde.serializer().serialize(topic, probe);
            wrong += serde.deserializer().deserialize(topic, record).equals(probe) ? 0 : 1;
        }
        return wrong;
    }

    @Test
    void recoversAfterARecordThatCannotBeWritten() {
        AvroCodec<Probe> codec = AvroCodec.of(registry, Probe.class, config);
        Probe broken = new Probe();
        broken.setId("half-written");

        assertThatThrownBy(() -> codec.encode("t", broken))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("dev.sluice.event.probe.Probe");
        assertThat(codec.decode("t", null, codec.encode("t", Probes.full("p")))).isEqualTo(Probes.full("p"));
    }

    @Test
    void refusesAClassThatAvroDoesNotTrustAtStartUp() {
        assertThatThrownBy(() -> AvroCodec.of(registry, Untrusted.class, config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("org.apache.avro.SERIALIZABLE_PACKAGES");
    }

    @Test
    void doesNotMakeAnUntrustedClassThatAWriterNames() {
        Schema untrusted = SchemaTexts.parse("{\"type\":\"record\",\"name\":\"Untrusted\","
                + "\"namespace\":\"dev.sluice.untrusted\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"}]}");
        GenericRecord record = new GenericData.Record(untrusted);
        record.put("id", "x");
        byte[] bytes = AvroCodec.generic(registry, config, false).encode("t", record);
        try (AvroDeserializer<Probe> deserializer = new AvroDeserializer<>()) {
            deserializer.configure(
                    Map.of("schema.registry.url", "mock://" + scope, "specific.avro.reader", true), false);

            assertThatThrownBy(() -> deserializer.deserialize("t", bytes)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void reportsAnUnknownIdAsBadData() {
        AvroCodec<Probe> codec = AvroCodec.of(registry, Probe.class, config);

        assertThatThrownBy(() -> codec.decode("t", null, new byte[] {0, 0, 0, 0, 99, 0}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("schema id 99")
                .satisfies(e -> assertThat(Transience.isTransient(e)).isFalse());
    }

    private static GenericRecord newerProbe(Schema schema) {
        Schema kind = schema.getField("kind").schema();
        GenericRecord record = new GenericData.Record(schema);
        schema.getFields().stream()
                .filter(Schema.Field::hasDefaultValue)
                .forEach(field -> record.put(field.pos(), GenericData.get().getDefaultValue(field)));
        record.put("id", "new");
        record.put("at", 0L);
        record.put("kind", new GenericData.EnumSymbol(kind, "SABBATICAL"));
        record.put("maybeKind", new GenericData.EnumSymbol(kind, "SABBATICAL"));
        return record;
    }
}
