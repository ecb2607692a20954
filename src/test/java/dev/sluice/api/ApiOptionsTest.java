package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API is off, or on loopback, or knows who asks and speaks TLS. */
class ApiOptionsTest {
    private static ApiOptions options(String... pairs) {
        Map<String, Object> given = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return ApiOptions.of(given);
    }

    @Test
    void isOffAndOnLoopbackByDefault() {
        ApiOptions options = options();

        assertThat(options.isOn()).isFalse();
        assertThat(options.address().isLoopbackAddress()).isTrue();
        assertThat(options.auditRequired()).isTrue();
        assertThat(options.instance()).isEqualTo("sluice");
    }

    @Test
    void answersKnownClientsOnLoopbackWithoutTls() {
        ApiOptions options = options(
                "sluice.api.port", "8480", "sluice.api.tokens.file", "tokens", "application.server", "node-1:8480");

        assertThat(options.isOn()).isTrue();
        assertThat(options.tokensFile()).isEqualTo(Path.of("tokens"));
        assertThat(options.instance()).isEqualTo("node-1:8480");
    }

    @Test
    void refusesToListenForNobody() {
        assertThatThrownBy(() -> options("sluice.api.port", "0"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("sluice.api.tokens.file")
                .hasMessageContaining("sluice api token");
    }

    @Test
    void refusesANetworkWithoutTlsUnlessThatIsAllowed() {
        String[] open = {"sluice.api.port", "0", "sluice.api.address", "0.0.0.0", "sluice.api.tokens.file", "tokens"};
        assertThatThrownBy(() -> options(open)).hasMessageContaining("sluice.api.allow.plaintext");
        String[] allowed = Arrays.copyOf(open, 8);
        allowed[6] = "sluice.api.allow.plaintext";
        allowed[7] = "true";
        assertThat(options(allowed).isOn()).isTrue();
    }

    @Test
    void refusesANetworkWhereAnybodyMayAsk() {
        assertThatThrownBy(() -> options(
                        "sluice.api.port",
                        "0",
                        "sluice.api.address",
                        "0.0.0.0",
                        "sluice.api.anonymous.role",
                        "auditor",
                        "sluice.api.allow.plaintext",
                        "true"))
                .hasMessageContaining("would answer everybody");
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.api.port, 70000",
        "sluice.api.address, no.such.host.invalid",
        "sluice.api.anonymous.role, peer",
        "sluice.api.anonymous.role, owner:sap",
        "sluice.api.audit, never",
        "sluice.api.ssl.client.auth, perhaps",
        "sluice.api.threads, 0",
        "sluice.api.request.timeout.ms, soon"
    })
    void refusesWhatIsNoValue(String key, String value) {
        assertThatThrownBy(() -> options(key, value)).isInstanceOf(ConfigException.class);
    }

    @Test
    void certificatesOfClientsNeedTls() {
        assertThatThrownBy(() -> options(
                        "sluice.api.port",
                        "0",
                        "sluice.api.tokens.file",
                        "tokens",
                        "sluice.api.ssl.client.auth",
                        "required"))
                .hasMessageContaining("need TLS");
    }

    @Test
    void showsNoSecret() {
        ApiOptions options = options(
                "sluice.api.port", "0", "sluice.api.tokens.file", "t", "sluice.api.ssl.keystore.password", "secret-1");

        assertThat(options.toString()).doesNotContain("secret-1");
        assertThat(options.tls()).containsEntry("ssl.keystore.password", "secret-1");
    }
}
