package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.proof.Checkpoints;
import dev.sluice.audit.proof.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of configuration that concern what makes the audit prove itself, and be erasable. */
class AuditConfigTest {
    @TempDir
    Path dir;

    private static AppConfig config(String... pairs) {
        Map<String, Object> given = new HashMap<>();
        given.put("bootstrap.servers", "unused:9092");
        given.put("schema.registry.url", "mock://config");
        for (int i = 0; i < pairs.length; i += 2) {
            given.put(pairs[i], pairs[i + 1]);
        }
        return new AppConfig(given);
    }

    private String file(String text) throws IOException {
        return Files.writeString(dir.resolve("keys"), text).toString();
    }

    @Test
    void checkpointsAreMadeUnsignedAndDetailsLeftAsTheyAreByDefault() {
        assertThat(config().checkpoints()).isEqualTo(Checkpoints.DEFAULTS);
        assertThat(config().masterKeys()).isNull();
    }

    @Test
    void whatIsGivenIsTaken() throws IOException {
        NoteSigner signer = NoteSigner.generate("audit.example.org", new SecureRandom());
        Checkpoints given = config(
                        AppConfig.SIGNING_KEY_FILE,
                        file(signer.secret() + "\n"),
                        AppConfig.CHECKPOINT_RECORDS,
                        "7",
                        AppConfig.CHECKPOINT_INTERVAL,
                        "1500")
                .checkpoints();

        assertThat(given.records()).isEqualTo(7);
        assertThat(given.interval()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(given.signer().verifier().text()).isEqualTo(signer.verifier().text());
        String keys = file(MasterKeys.generate(new SecureRandom()));
        assertThat(config(AppConfig.ENCRYPTION_KEY_FILE, keys).masterKeys()).hasToString("1 master keys");
    }

    @Test
    void whatCantBeIsRefusedWithItsKeyAndWithoutTheSecret() throws IOException {
        String secret = file("not-to-be-shown");

        assertThatThrownBy(() -> config(AppConfig.SIGNING_KEY_FILE, secret).checkpoints())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(AppConfig.SIGNING_KEY_FILE)
                .hasMessageNotContaining("not-to-be-shown");
        assertThatThrownBy(() -> config(AppConfig.ENCRYPTION_KEY_FILE, secret).masterKeys())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(AppConfig.ENCRYPTION_KEY_FILE)
                .hasMessageNotContaining("not-to-be-shown");
        assertThatThrownBy(() -> config(
                                AppConfig.ENCRYPTION_KEY_FILE,
                                dir.resolve("none").toString())
                        .masterKeys())
                .isInstanceOf(ConfigException.class);
        for (String[] pair :
                new String[][] {{AppConfig.CHECKPOINT_RECORDS, "0"}, {AppConfig.CHECKPOINT_INTERVAL, "soon"}}) {
            assertThatThrownBy(() -> config(pair).checkpoints())
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(pair[0]);
        }
    }

    @Test
    void aConfigProviderMayGiveTheKeysThemselves() throws IOException {
        NoteSigner signer = NoteSigner.generate("audit.example.org", new SecureRandom());
        String keys = MasterKeys.generate(new SecureRandom());
        AppConfig given = config(AppConfig.SIGNING_KEY, signer.secret(), AppConfig.ENCRYPTION_KEYS, keys);

        assertThat(given.checkpoints().signer().verifier().text())
                .isEqualTo(signer.verifier().text());
        assertThat(given.masterKeys()).hasToString("1 master keys");
        assertThatThrownBy(
                        () -> config(AppConfig.SIGNING_KEY, "not-to-be-shown").checkpoints())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(AppConfig.SIGNING_KEY)
                .hasMessageNotContaining("not-to-be-shown");
        assertThatThrownBy(() -> config(AppConfig.ENCRYPTION_KEYS, keys, AppConfig.ENCRYPTION_KEY_FILE, file(keys))
                        .masterKeys())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(AppConfig.ENCRYPTION_KEY_FILE);
        assertThat(given.streams()).doesNotContainKeys(AppConfig.SIGNING_KEY, AppConfig.ENCRYPTION_KEYS);
    }

    @Test
    void theStreamsEngineIsNotToldOfIt() throws IOException {
        String keys = file(MasterKeys.generate(new SecureRandom()));

        assertThat(config(AppConfig.ENCRYPTION_KEY_FILE, keys).streams())
                .doesNotContainKey(AppConfig.ENCRYPTION_KEY_FILE);
    }
}
