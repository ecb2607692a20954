package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who may ask, from a file that says who they are and shows nothing of what they show. */
class ClientsTest {
    @TempDir
    private Path dir;

    private final AtomicLong now = new AtomicLong(1_000_000);

    private Path file(String... lines) throws IOException {
        return Files.write(dir.resolve("tokens"), List.of(lines));
    }

    private Clients clients(Path file) {
        return Clients.of(file, () -> Instant.ofEpochMilli(now.get()));
    }

    private static NewToken token(String name, String... roles) {
        return NewToken.of(name, List.of(roles), new SecureRandom());
    }

    @Test
    void knowsATokenByItsDigestOnly() throws Exception {
        NewToken ada = token("E1", "auditor");
        NewToken bob = token("E2", "owner:sap", "self");
        Clients clients = clients(file("# people", "", ada.line(), bob.line()));

        assertThat(clients.withToken(ada.token()).orElseThrow().name()).isEqualTo("E1");
        assertThat(clients.withToken(bob.token()).orElseThrow().roles())
                .containsExactlyInAnyOrder(Role.parse("owner:sap"), Role.parse("self"));
        assertThat(clients.withToken(ada.token() + "x")).isEmpty();
        assertThat(clients.withToken("")).isEmpty();
        assertThat(ada.line()).doesNotContain(ada.token());
        assertThat(ada.toString()).doesNotContain(ada.token());
        assertThat(token("E1", "auditor").token()).isNotEqualTo(ada.token());
    }

    @Test
    void knowsACertificateByItsNameHoweverItIsWritten() throws Exception {
        Clients clients = clients(file("siem auditor certificate:CN=siem, OU=Security, O=Example"));

        assertThat(clients.withCertificate(new X500Principal("CN=siem,OU=Security,O=Example")))
                .isPresent();
        assertThat(clients.withCertificate(new X500Principal("CN=siem,O=Example")))
                .isEmpty();
    }

    @Test
    void aLineThatIsTakenOutCountsNoMore() throws Exception {
        NewToken ada = token("E1", "auditor");
        NewToken bob = token("E2", "auditor");
        Clients clients = clients(file(ada.line(), bob.line()));
        assertThat(clients.withToken(ada.token())).isPresent();

        file(bob.line());
        now.addAndGet(1_000);

        assertThat(clients.withToken(ada.token())).isEmpty();
        assertThat(clients.withToken(bob.token())).isPresent();
    }

    @Test
    void whileTheFileCantBeUsedNobodyIsKnown() throws Exception {
        NewToken ada = token("E1", "auditor");
        Path file = file(ada.line());
        Clients clients = clients(file);

        file("broken");
        now.addAndGet(1_000);
        assertThat(clients.withToken(ada.token())).isEmpty();
        Files.delete(file);
        now.addAndGet(1_000);
        assertThat(clients.withToken(ada.token())).isEmpty();
        file(ada.line());
        now.addAndGet(1_000);
        assertThat(clients.withToken(ada.token())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "E1",
                "E1 auditor",
                "E1 king sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "E:1 auditor sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "E1 owner sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "E1 peer sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "E1 auditor sha256:00",
                "E1 auditor sluice_a-token-that-somebody-wrote-here",
                "E1 auditor certificate:nonsense"
            })
    void aLineThatCantBeUsedIsNamedAndNotRepeated(String line) throws Exception {
        Path file = file("# first", line);

        assertThatThrownBy(() -> clients(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ine 2")
                .hasMessageNotContainingAny("a-token-that-somebody-wrote-here", "sha256:0", "0".repeat(32));
    }

    @Test
    void noTokenIsMadeForAnInstanceOrForANameThatTheAuditCantTell() {
        assertThatThrownBy(() -> token("E1", "peer")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> token("a b", "auditor")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> token("E1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> token("E1", "owner")).hasMessageContaining("owner:SYSTEM");
    }

    @Test
    void theSecretOfTheInstancesIsLongAndCanBeChangedOneByOne() throws Exception {
        Path file = Files.writeString(
                dir.resolve("peer"),
                "a-new-secret-of-32-characters-or-more\nthe-old-secret-of-32-characters-or-more\n");
        PeerSecret secret = PeerSecret.of(file);

        assertThat(secret.shown()).startsWith("a-new");
        assertThat(secret.takes("the-old-secret-of-32-characters-or-more")).isTrue();
        assertThat(secret.takes("another")).isFalse();
        assertThat(secret.toString()).doesNotContain("a-new");
        Path weak = Files.writeString(dir.resolve("weak"), "guessable\n");
        assertThatThrownBy(() -> PeerSecret.of(weak))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("guessable");
        assertThat(PeerSecret.of(null).isThere()).isFalse();
        assertThat(PeerSecret.of(null).takes("")).isFalse();
    }
}
