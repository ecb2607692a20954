package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Confluent's keys, their defaults, and what is refused. */
class SchemaRegistryConfigTest {

    private static final String URL = "http://localhost:8081";

    @Test
    void hasConfluentsDefaults() {
        SchemaRegistryConfig config = config(Map.of());

        assertThat(config.writing())
                .isEqualTo(
                        new SchemaRegistryConfig.Writing(true, -1, false, true, true, false, false, Optional.empty()));
        assertThat(config.caching())
                .isEqualTo(new SchemaRegistryConfig.Caching(
                        1000,
                        1000,
                        Optional.of(Duration.ofSeconds(60)),
                        10_000,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO));
        assertThat(config.patience().retries()).isEqualTo(3);
        assertThat(config.patience().firstWait()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.patience().maxWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.patience().connect()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.patience().read()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.reading().specific()).isFalse();
        assertThat(config.reading().failOnTrailing()).isFalse();
        assertThat(config.randomizeUrls()).isFalse();
        assertThat(config.cacheDirectory()).isEmpty();
        assertThat(config.authorization()).isNull();
    }

    @Test
    void ignoresKeysThatAreNotItsOwn() {
        assertThat(config(Map.of("bootstrap.servers", "x:1", "acks", "all", "ssl.keystore.location", "/none"))
                        .tls())
                .isEmpty();
    }

    @Test
    void letsThePrefixedKeyWin() {
        SchemaRegistryConfig config = config(
                Map.of("max.retries", "1", "schema.registry.max.retries", "5", "schema.registry.url.randomize", true));

        assertThat(config.patience().retries()).isEqualTo(5);
        assertThat(config.randomizeUrls()).isTrue();
    }

    @Test
    void takesOnlyPrefixedTlsSettings() {
        SchemaRegistryConfig config = config(
                Map.of("ssl.truststore.location", "/broker", "schema.registry.ssl.truststore.location", "/registry"));

        assertThat(config.tls()).containsEntry("ssl.truststore.location", "/registry");
    }

    @Test
    void readsValuesOfAnyType() {
        SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of(
                "schema.registry.url",
                List.of(URL, "http://other:8081/"),
                "auto.register.schemas",
                false,
                "use.schema.id",
                12,
                "specific.avro.value.type",
                String.class,
                "basic.auth.credentials.source",
                "USER_INFO",
                "basic.auth.user.info",
                new Password("u:p")));

        assertThat(config.urls()).containsExactly(URL, "http://other:8081");
        assertThat(config.writing().register()).isFalse();
        assertThat(config.writing().schemaId()).isEqualTo(12);
        assertThat(config.reading().valueType()).isEqualTo("java.lang.String");
        assertThat(config.authorization()).isEqualTo("Basic dTpw");
    }

    @Test
    void takesBasicCredentialsFromTheUrlByDefault() {
        SchemaRegistryConfig config =
                new SchemaRegistryConfig(Map.of("schema.registry.url", "https://u:p@sr.example:443/x"));

        assertThat(config.urls()).containsExactly("https://sr.example:443/x");
        assertThat(config.authorization()).isEqualTo("Basic dTpw");
    }

    @Test
    void takesAStaticToken() {
        SchemaRegistryConfig config =
                config(Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "abc"));

        assertThat(config.authorization()).isEqualTo("Bearer abc");
    }

    @Test
    void showsNoSecret() {
        String basic = new SchemaRegistryConfig(Map.of("schema.registry.url", "https://u:hush@sr.example")).toString();
        String bearer = config(Map.of(
                        "bearer.auth.credentials.source",
                        "STATIC_TOKEN",
                        "bearer.auth.token",
                        "hush",
                        "request.header.X-Key",
                        "hush",
                        "schema.registry.ssl.keystore.password",
                        "hush"))
                .toString();

        assertThat(basic + bearer)
                .contains("sr.example", "[hidden]")
                .doesNotContain("hush")
                .doesNotContain("dTpo");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " , ", "localhost:8081", "ftp://u:hush@host", "http://u:hush@ho st", "mock://a,http://b"})
    void refusesUrlsItCannotUseWithoutRepeatingThem(String url) {
        assertThatThrownBy(() -> new SchemaRegistryConfig(Map.of("schema.registry.url", url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "basic.auth.credentials.source, SASL_INHERIT",
        "bearer.auth.credentials.source, OAUTHBEARER",
        "bearer.auth.credentials.source, SASL_OAUTHBEARER_INHERIT",
        "bearer.auth.token, abc",
        "use.latest.with.metadata, app=1",
        "use.schema.guid, 0b9f1a7e-1111-2222-3333-444455556666",
        "rule.executors, encrypt",
        "rule.actions, dlq",
        "avro.reflection.allow.null, true",
        "schema.reflection, true",
        "context.name.strategy, com.example.Contexts",
        "value.schema.id.serializer, io.confluent.kafka.serializers.schema.id.HeaderSchemaIdSerializer",
        "key.schema.id.deserializer, io.confluent.kafka.serializers.schema.id.ConfigSchemaIdDeserializer",
    })
    void refusesWhatItDoesNotSupport(String key, String value) {
        assertThatThrownBy(() -> config(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void takesTheDefaultsOfTheRefusedKeys() {
        assertThat(config(Map.of(
                                "avro.reflection.allow.null", "false",
                                "rule.executors", "",
                                "value.schema.id.serializer",
                                        "io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer",
                                "value.schema.id.deserializer",
                                        "io.confluent.kafka.serializers.schema.id.DualSchemaIdDeserializer"))
                        .urls())
                .containsExactly(URL);
    }

    @ParameterizedTest
    @CsvSource({"auto.register.schemas, maybe", "max.retries, -1", "max.retries, many", "http.read.timeout.ms, 0"})
    void refusesMalformedValues(String key, String value) {
        assertThatThrownBy(() -> config(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void refusesTwoKindsOfCredentials() {
        assertThatThrownBy(() -> config(Map.of(
                        "bearer.auth.credentials.source",
                        "STATIC_TOKEN",
                        "bearer.auth.token",
                        "abc",
                        "basic.auth.credentials.source",
                        "URL")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Only one of");
    }

    @Test
    void knowsConfluentsSubjectNameStrategies() {
        Schema schema =
                SchemaTexts.parse("{\"type\":\"record\",\"name\":\"User\",\"namespace\":\"a.b\",\"fields\":[]}");
        String confluent = "io.confluent.kafka.serializers.subject.";

        assertThat(subject(confluent + "TopicNameStrategy", true, schema)).isEqualTo("t-key");
        assertThat(subject(confluent + "TopicNameStrategy", false, schema)).isEqualTo("t-value");
        assertThat(subject(confluent + "RecordNameStrategy", false, schema)).isEqualTo("a.b.User");
        assertThat(subject(confluent + "TopicRecordNameStrategy", false, schema))
                .isEqualTo("t-a.b.User");
        assertThat(subject(OwnStrategy.class.getName(), false, schema)).isEqualTo("own");
        assertThat(config(Map.of()).subjectNames(false).subjectName("t", false, null))
                .isEqualTo("t-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.confluent.kafka.serializers.subject.AssociatedNameStrategy",
                "no.such.Strategy",
                "java.lang.String"
            })
    void refusesSubjectNameStrategiesItCannotUse(String name) {
        assertThatThrownBy(() ->
                        config(Map.of("value.subject.name.strategy", name)).subjectNames(false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.subject.name.strategy");
    }

    /** A strategy of the application's own. */
    public static final class OwnStrategy implements SubjectNameStrategy {

        /** As the configuration needs it. */
        public OwnStrategy() {}

        @Override
        public String subjectName(String topic, boolean isKey, Schema schema) {
            return "own";
        }

        @Override
        public boolean usesSchema() {
            return false;
        }
    }

    private static String subject(String strategy, boolean isKey, Schema schema) {
        String key = isKey ? "key.subject.name.strategy" : "value.subject.name.strategy";
        return config(Map.of(key, strategy)).subjectNames(isKey).subjectName("t", isKey, schema);
    }

    private static SchemaRegistryConfig config(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("schema.registry.url", URL);
        return new SchemaRegistryConfig(settings);
    }
}
