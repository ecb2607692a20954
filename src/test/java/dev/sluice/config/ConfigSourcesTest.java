package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSourcesTest {
    private static final KnownKeys KNOWN = new KnownKeys(List.of(new KeyGroup(
            "Example",
            "For tests.",
            new ConfigDef()
                    .define("sluice.topic.prefix", ConfigDef.Type.STRING, "iam.", ConfigDef.Importance.HIGH, "")
                    .define(KnownKeys.PLUGIN_KEYS, ConfigDef.Type.LIST, "", ConfigDef.Importance.LOW, "")
                    .define("sluice.ops.port", ConfigDef.Type.INT, 1, ConfigDef.Importance.HIGH, "")
                    .define("sluice.hec.token", ConfigDef.Type.PASSWORD, null, ConfigDef.Importance.HIGH, "")
                    .define("sluice.hec.token.file", ConfigDef.Type.STRING, "", ConfigDef.Importance.HIGH, ""),
            List.of("sluice.hec.", "schema.registry."),
            List.of("sluice.header."))));

    @TempDir
    Path dir;

    private Path file(String text) throws IOException {
        return Files.writeString(dir.resolve("app.properties"), text);
    }

    private static Map<String, Setting> environment(String... pairs) {
        Map<String, String> environment = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return new ConfigSources(KNOWN, environment, new Properties()).read(null, Map.of());
    }

    private Map<String, Setting> read(String text) throws IOException {
        return new ConfigSources(KNOWN, Map.of(), new Properties()).read(file(text), Map.of());
    }

    @Test
    void anEnvironmentVariableIsOurOwnKeyOrKafkas() {
        assertThat(environment("SLUICE_TOPIC_PREFIX", "a.", "SLUICE_BOOTSTRAP_SERVERS", "k:1", "PATH", "/bin"))
                .hasSize(2)
                .containsEntry(
                        "sluice.topic.prefix",
                        new Setting("a.", Origin.ENVIRONMENT, "environment SLUICE_TOPIC_PREFIX", false))
                .containsKey("bootstrap.servers");
        assertThat(ConfigSources.variable("sluice.topic.prefix")).isEqualTo("SLUICE_TOPIC_PREFIX");
        assertThat(ConfigSources.variable("bootstrap.servers")).isEqualTo("SLUICE_BOOTSTRAP_SERVERS");
    }

    @Test
    void oneThatMeansNothingIsRefusedWithTheOneThatWasMeant() {
        assertThatThrownBy(() -> environment("SLUICE_TOPIC_PREFX", "a."))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "The environment variable SLUICE_TOPIC_PREFX means no key; did you mean SLUICE_TOPIC_PREFIX?");
    }

    @Test
    void whatLaunchersAndKubernetesPutThereIsLeftAlone() {
        assertThat(environment(
                        "SLUICE_HEAP", "1g",
                        "SLUICE_OPTS", "-XX:+UseZGC",
                        "SLUICE_SERVICE_HOST", "10.0.0.1",
                        "SLUICE_SERVICE_PORT_HTTP", "8480",
                        "SLUICE_PORT", "tcp://10.0.0.1:8480",
                        "SLUICE_OPS_PORT", "tcp://10.0.0.1:8480",
                        "SLUICE_RELAY_PORT_8480_TCP_ADDR", "10.0.0.1"))
                .isEmpty();
        assertThat(environment("SLUICE_OPS_PORT", "8480")).containsKey("sluice.ops.port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "main.consumer.max.poll.records",
                "restore.consumer.fetch.min.bytes",
                "producer.linger.ms",
                "admin.retries",
                "topic.min.insync.replicas",
                "num.stream.threads",
                "security.protocol",
                "ssl.truststore.location",
                "sasl.oauthbearer.token.endpoint.url",
                "rocksdb.config.setter",
                "state.cleanup.dir.max.age.ms",
                "processing.exception.handler.global.enabled",
                "group.instance.id",
                "application.server",
                "config.providers",
                "config.providers.file.class",
                "client.tag.zone",
                "sluice.header.X-Any",
                "metric.reporters",
                "default.api.timeout.ms"
            })
    void whatKafkaAndWeKnowIsKnown(String key) {
        assertThat(KNOWN.has(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sluice.header.", "topic.min.insync", "producer.", "num.stream.treads", "sluice.other"})
    void whatNobodyKnowsIsNot(String key) {
        assertThat(KNOWN.has(key)).isFalse();
    }

    @Test
    void keysOfWhatIsPluggedInAreNamed() throws IOException {
        String text = "acme.interceptor.level=3\n";

        assertThatThrownBy(() -> read(text)).hasMessageContaining("acme.interceptor.level", "sluice.plugin.keys");
        assertThat(read(text + "sluice.plugin.keys=other, acme.interceptor.level\n"))
                .containsKey("acme.interceptor.level");
    }

    @Test
    void valuesOfProvidersArePutInOnceAndAreSecret() throws IOException {
        Path secrets = Files.writeString(dir.resolve("secrets"), "prefix=from-file.\ncurious=${file:x:y}\n");
        Map<String, Setting> given = read("config.providers=file\n"
                + "config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\n"
                + "sluice.topic.prefix=${file:" + secrets + ":prefix}\n"
                + "client.id=${file:" + secrets + ":curious}\n"
                + "num.stream.threads=2\n");

        assertThat(given).containsOnlyKeys("sluice.topic.prefix", "client.id", "num.stream.threads");
        assertThat(given.get("sluice.topic.prefix").value()).isEqualTo("from-file.");
        assertThat(given.get("sluice.topic.prefix").toString()).doesNotContain("from-file");
        assertThat(given.get("client.id").value()).isEqualTo("${file:x:y}");
        assertThat(given.get("num.stream.threads").shown()).isEqualTo("2");
    }

    @Test
    void aProviderThatCantGiveAValueIsNamed() {
        assertThatThrownBy(() -> read("config.providers=file\n"
                        + "config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\n"
                        + "client.id=${file:/none/such:key}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("/none/such");
    }

    @Test
    void aReferenceThatItsProviderDoesNotKnowIsNoPassword() throws IOException {
        Path secrets = Files.writeString(dir.resolve("secrets"), "jaas=one\n");
        String provider = "config.providers=file\n"
                + "config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider\n";

        assertThatThrownBy(() -> read(provider + "sasl.jaas.config=a ${file:" + secrets + ":jas} b\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sasl.jaas.config")
                .hasMessageContaining("provider file");
        assertThat(read(provider + "client.id=${other:x}\n").get("client.id").value())
                .as("nobody's reference")
                .isEqualTo("${other:x}");
    }

    @Test
    void credentialsOfAUrlAreHidden() throws IOException {
        assertThat(read("sasl.oauthbearer.token.endpoint.url=https://me:mine@a,https://b@c/d\n")
                        .get("sasl.oauthbearer.token.endpoint.url")
                        .shown())
                .isEqualTo("https://[hidden]@a,https://[hidden]@c/d");
    }

    @Test
    void aFileThatCantBeReadIsNamed() {
        Path none = dir.resolve("none.properties");

        assertThatThrownBy(() -> new ConfigSources(KNOWN, Map.of(), new Properties()).read(none, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("none.properties");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config",
                "ssl.keystore.password",
                "producer.ssl.key.password",
                "ssl.keystore.key",
                "sluice.hec.token",
                "schema.registry.ssl.truststore.password",
                "sluice.header.Authorization",
                "basic.auth.user.info",
                "bearer.auth.token",
                "acme.secret",
                "sluice.hec.ssl.key.password",
                "sasl.oauthbearer.client.credentials.client.secret"
            })
    void secretsAreKnownByTypeOrName(String key) {
        assertThat(KNOWN.isSecret(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bootstrap.servers",
                "sluice.hec.token.file",
                "sasl.oauthbearer.token.endpoint.url",
                "ssl.truststore.location",
                "basic.auth.credentials.source",
                "sluice.topic.prefix",
                "schema.registry.ssl.truststore.location"
            })
    void whatNamesAPlaceIsShown(String key) {
        assertThat(KNOWN.isSecret(key)).isFalse();
    }
}
