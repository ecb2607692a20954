package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayConfigTest {
    @TempDir
    private Path directory;

    private static Map<String, Object> settings(String... more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", "kafka:9092",
                "sluice.relay.name", "siem",
                "sluice.relay.topics", "audit-cef, audit-leef",
                "sluice.relay.target", "syslog-tcp",
                "sluice.relay.syslog.host", "siem.example"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static void refused(Map<String, Object> settings, String part) {
        assertThatThrownBy(() -> new RelayConfig(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(part);
    }

    @Test
    void namesTopicsWithTheirPrefixAndTheGroupByTheRelay() {
        RelayConfig config = new RelayConfig(settings());

        assertThat(config.topics()).containsExactly("iam.audit-cef", "iam.audit-leef");
        assertThat(config.parkedTopic()).isEqualTo("iam.relay-parked");
        assertThat(config.consumer()).containsEntry("group.id", "sluice-relay-siem");
    }

    @Test
    void refusesAnUnknownKeyWithTheNearestOne() {
        refused(settings("sluice.relay.syslog.windov.ms", "1"), "did you mean sluice.relay.syslog.window.ms?");
        refused(
                settings("sluice.relay.ssl.truststore.locaton", "1"),
                "did you mean sluice.relay.ssl.truststore.location?");
        Map<String, Object> mistyped = settings("sluice.relay.topic", "audit-cef");
        mistyped.remove("sluice.relay.topics");
        refused(mistyped, "did you mean sluice.relay.topics?");
        refused(settings("sluice.relay.quite.something.else.altogether", "1"), "docs/relay.md");
    }

    @Test
    void refusesWhatIsMissingOrOutOfRange() {
        Map<String, Object> nameless = settings();
        nameless.remove("sluice.relay.name");
        refused(nameless, "sluice.relay.name");
        Map<String, Object> brokerless = settings();
        brokerless.remove("bootstrap.servers");
        refused(brokerless, "bootstrap.servers");
        refused(settings("sluice.relay.syslog.host", ""), "sluice.relay.syslog.host");
        refused(settings("sluice.relay.topics", ""), "sluice.relay.topics");
        refused(settings("sluice.relay.target", "carrier-pigeon"), "carrier-pigeon");
        refused(settings("sluice.relay.name", "a b"), "a b");
        refused(settings("sluice.relay.syslog.hostname", "h\u00e9"), "printable ASCII");
        refused(settings("sluice.relay.lanes", "0"), "sluice.relay.lanes");
        refused(settings("sluice.relay.target", "hec"), "sluice.relay.hec.url");
        refused(
                settings("sluice.relay.target", "hec", "sluice.relay.hec.url", "https://s:1"),
                "sluice.relay.hec.token");
        refused(settings("sluice.relay.target", "http", "sluice.relay.http.url", "ftp://x"), "http or https");
        refused(settings("sluice.relay.target", "file"), "sluice.relay.file.dir");
    }

    @Test
    void aUrlWithAPasswordIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> new RelayConfig(
                        settings("sluice.relay.target", "http", "sluice.relay.http.url", "https://u:hidden@host/")))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void secretsComeFromProvidersAndAreNotShown() throws Exception {
        Path secrets = Files.writeString(directory.resolve("secrets.properties"), "token=abc-123\n");
        RelayConfig config = new RelayConfig(settings(
                "sluice.relay.target", "hec",
                "sluice.relay.hec.url", "https://splunk:8088",
                "config.providers", "file",
                "config.providers.file.class", FileConfigProvider.class.getName(),
                "sluice.relay.hec.token", "${file:" + secrets + ":token}"));

        Secret secret = config.secret(RelayKeys.HEC_TOKEN, RelayKeys.HEC_TOKEN_FILE);
        assertThat(secret).extracting(Secret::toString).isEqualTo("[hidden]");
        assertThat(readOf(secret)).isEqualTo("abc-123");
        assertThat(config.toString()).doesNotContain("abc-123");
        assertThat(config.consumer().toString() + config.producer()).doesNotContain("abc-123");
    }

    private static String readOf(Secret secret) throws Unusable {
        return secret.read();
    }

    @Test
    void kafkasKeysPassThroughButNotThoseThatTheRelayDecides() {
        RelayConfig config = new RelayConfig(settings(
                "security.protocol", "SSL",
                "max.poll.records", "7",
                "compression.type", "zstd",
                "enable.auto.commit", "true",
                "acks", "0",
                "group.id", "own",
                "schema.registry.url", "http://r:1"));

        assertThat(config.consumer())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("max.poll.records", "7")
                .containsEntry("group.id", "own")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("isolation.level", "read_committed")
                .doesNotContainKeys("compression.type", "schema.registry.url", "sluice.relay.name");
        assertThat(config.producer())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("compression.type", "zstd")
                .containsEntry("acks", "all")
                .doesNotContainKeys("max.poll.records", "group.id");
    }

    @Test
    void theLimitOfARecordIsTheKindsUnlessItIsConfigured() {
        assertThat(new RelayConfig(settings()).recordBytes()).isEqualTo(8_192);
        assertThat(new RelayConfig(settings("sluice.relay.target", "syslog-udp")).recordBytes())
                .isEqualTo(2_048);
        assertThat(new RelayConfig(settings("sluice.relay.record.max.bytes", "99")).recordBytes())
                .isEqualTo(99);
    }

    @Test
    void aHeaderThatMayNotBeSetIsRefusedAtTheStart() {
        RelayConfig config = new RelayConfig(settings(
                "sluice.relay.target", "http",
                "sluice.relay.http.url", "https://host/",
                "sluice.relay.http.header.Host", "x"));

        assertThatThrownBy(() -> new Targets(config, null, InstantSource.system(), () -> 0).make())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sluice.relay.http.header.Host");
    }
}
