package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigSources;
import dev.sluice.config.KeyReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigCommandTest {
    private static final String NEEDED = "bootstrap.servers=kafka:9092\nschema.registry.url=http://registry:8081\n";

    @TempDir
    Path dir;

    private String file(String text) throws IOException {
        return Files.writeString(dir.resolve("app.properties"), text).toString();
    }

    @Test
    void describesEachKeyOnceWithTypeDefaultAndMeaning() {
        Ran told = Ran.of("config", "--describe");

        assertThat(told.exit()).isZero();
        assertThat(told.out())
                .contains("sluice.topic.prefix\n      string, iam.\n")
                .contains("sluice.relay.target", "schema.registry.url", "sluice.audit.signing.key.file")
                .doesNotContain("null");
    }

    @Test
    void thePageOfAllKeysIsWhatTheProgramSays() throws IOException {
        assertThat(Files.readString(Path.of("docs/configuration.md")))
                .as("replace what follows the introduction by the output of: sluice config --describe --markdown")
                .endsWith(KeyReference.markdown(AllKeys.reference()));
    }

    @Test
    void saysWhatIsInForceAndWhereItComesFromAndHidesSecrets() throws IOException {
        Ran told = Ran.of(
                "config",
                "--config",
                file(NEEDED + "sasl.jaas.config=not-to-be-shown\nbasic.auth.user.info=me:not-to-be-shown\n"
                        + "schema.registry.ssl.keystore.password=not-to-be-shown\nrequest.header.X-Api=not-to-be-shown\n"
                        + "basic.auth.credentials.source=USER_INFO\n"),
                "--prefix",
                "acme.");

        assertThat(told.err()).isEmpty();
        assertThat(told.exit()).isZero();
        assertThat(told.out())
                .contains("bootstrap.servers = kafka:9092 (file app.properties)")
                .contains("sluice.topic.prefix = acme. (option)")
                .contains("processing.guarantee = exactly_once_v2 (default here)")
                .contains("sasl.jaas.config = [hidden]")
                .doesNotContain("not-to-be-shown");
    }

    @Test
    void refusesWhatRunWouldRefuse() throws IOException {
        Ran told = Ran.of("config", "--config", file(NEEDED + "sluice.cache.max.bytes=much\n"));

        assertThat(told.exit()).isEqualTo(1);
        assertThat(told.err()).contains("sluice.cache.max.bytes").contains("much");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "num.stream.threads=many",
                "consumer.max.poll.records=-1",
                "sluice.ops.port=80800",
                "sluice.ops.address=0.0.0.0"
            })
    void refusesWhatKafkaOrTheEndpointWouldRefuse(String line) throws IOException {
        Ran told = Ran.of("config", "--config", file(NEEDED + line + "\n"));

        assertThat(told.exit()).isEqualTo(1);
        assertThat(told.err())
                .contains(line.substring(line.lastIndexOf('.', line.indexOf('=')) + 1, line.indexOf('=')));
    }

    @Test
    void aKeyThatMeansNothingStopsEveryCommandWithTheOneThatWasMeant() throws IOException {
        String wrong = file(NEEDED + "sluice.topic.prefx=acme.\n");
        for (String command : new String[] {"config", "run"}) {
            Ran told = Ran.of(command, "--config", wrong);

            assertThat(told.exit()).isEqualTo(1);
            assertThat(told.err())
                    .isEqualTo("sluice: Unknown key sluice.topic.prefx; did you mean sluice.topic.prefix?\n");
        }
        assertThat(Ran.of("topics", "check", "--config", wrong).err()).contains("sluice.topic.prefix");
    }

    @Test
    void optionsWinOverPropertiesOverTheEnvironmentOverTheFile() throws IOException {
        String file = file(NEEDED + "sluice.topic.prefix=file.\nnum.stream.threads=1\nclient.id=file\n");
        Properties system = new Properties();
        system.setProperty("sluice.config.client.id", "property");
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_CLIENT_ID", "environment");
        environment.put("SLUICE_NUM_STREAM_THREADS", "2");
        environment.put("SLUICE_TOPIC_PREFIX", "environment.");
        ConnectionOptions options = new ConnectionOptions(new ConfigSources(AllKeys.known(), environment, system));
        new picocli.CommandLine(new Holder(options)).parseArgs("--config", file, "--prefix", "option.");

        assertThat(options.toMap())
                .containsEntry("client.id", "property")
                .containsEntry("num.stream.threads", "2")
                .containsEntry("sluice.topic.prefix", "option.");
    }

    /** Has the options as its own. */
    @picocli.CommandLine.Command(name = "holder")
    static final class Holder {
        @picocli.CommandLine.Mixin
        private final ConnectionOptions options;

        Holder(ConnectionOptions options) {
            this.options = options;
        }
    }
}
