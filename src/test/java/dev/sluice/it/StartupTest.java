package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.Main;
import dev.sluice.cli.Ran;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the stream application from starting is told in a sentence, and the command fails. */
@WithStack
@Timeout(120)
class StartupTest {
    @TempDir
    Path dir;

    @Test
    void aMissingTopicIsNamed(EmbeddedStack stack, TestTopics topics) throws IOException {
        String told = runAndFail(stack.bootstrapServers(), stack.registryUrl(), topics.name("none."));

        assertThat(told).contains(topics.name("none.") + "identity").contains("topics create");
    }

    @Test
    void differingPartitionCountsAreRefused(EmbeddedStack stack, TestTopics topics) throws Exception {
        String prefix = topics.name("grown.");
        new StreamCluster(stack, prefix, 2, dir).close();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            admin.createPartitions(Map.of(prefix + "access", NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            await().atMost(30, SECONDS)
                    .until(() -> admin.describeTopics(List.of(prefix + "access"))
                                    .allTopicNames()
                                    .get()
                                    .get(prefix + "access")
                                    .partitions()
                                    .size()
                            == 3);
            String told = runAndFail(stack.bootstrapServers(), stack.registryUrl(), prefix);
            assertThat(told).contains(prefix + "access").contains("partitions");
        }
    }

    @Test
    void brokersThatDoNotAnswerAreNamed(EmbeddedStack stack, TestTopics topics) throws Exception {
        String nobody = "127.0.0.1:" + FreePorts.one();

        assertThat(runAndFail(
                        nobody,
                        stack.registryUrl(),
                        topics.name("x."),
                        "default.api.timeout.ms=3000",
                        "request.timeout.ms=2000"))
                .contains("bootstrap.servers");
    }

    @Test
    void schemasThatMayNotBeRegisteredAreBroughtInByACommand(EmbeddedStack stack, TestTopics topics) throws Exception {
        String prefix = topics.name("fixed.");
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 1, dir)) {
            assertThat(runAndFail(stack.bootstrapServers(), stack.registryUrl(), prefix, "auto.register.schemas=false"))
                    .contains(prefix + "control-value", "sluice schemas register");

            List<String> connection =
                    List.of("--bootstrap-server", stack.bootstrapServers(), "--registry", stack.registryUrl());
            Ran before = Ran.of(connection, "schemas", "check", "--prefix", prefix);
            Ran registered = Ran.of(connection, "schemas", "register", "--compatibility", "FULL", "--prefix", prefix);
            Ran after = Ran.of(connection, "schemas", "check", "--prefix", prefix);

            assertThat(before.exit()).isEqualTo(1);
            assertThat(before.out()).contains("missing", "do not have the schema of this version");
            assertThat(registered.exit()).as(registered.err()).isZero();
            assertThat(after.exit()).isZero();
            assertThat(after.out()).contains("registered   " + prefix + "identity-value");
            Path policies = Files.createDirectories(dir.resolve("some-policies"));
            Files.writeString(policies.resolve("s.yaml"), "kind: System\nid: sap\nmode: report\n");
            Path fixed = Files.writeString(dir.resolve("fixed.properties"), "auto.register.schemas=false\n");
            List<String> configured = new ArrayList<>(connection);
            configured.addAll(List.of("--config", fixed.toString()));
            Ran applied = Ran.of(configured, "policy", "apply", policies.toString(), "--prefix", prefix);
            assertThat(applied.exit()).as(applied.err()).isZero();
            assertThat(cluster.startApp("one", Map.of("auto.register.schemas", false))
                            .streams()
                            .state()
                            .isRunningOrRebalancing())
                    .isTrue();
        }
    }

    @Test
    void aRegistryThatRefusesTheCredentialsKeepsItFromStarting(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        String prefix = topics.name("refused.");
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] words = "{\"error_code\":401,\"message\":\"Unauthorized\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, words.length);
            exchange.getResponseBody().write(words);
            exchange.close();
        });
        registry.start();
        new StreamCluster(stack, prefix, 1, dir).close();
        try {
            assertThat(runAndFail(
                            stack.bootstrapServers(),
                            "http://127.0.0.1:" + registry.getAddress().getPort(),
                            prefix))
                    .contains("refuses the credentials", "basic.auth", prefix);
        } finally {
            registry.stop(0);
        }
    }

    private String runAndFail(String brokers, String registry, String prefix, String... settings) throws IOException {
        // Others on this machine may have the port.
        List<String> lines = new ArrayList<>(List.of(settings));
        lines.add("sluice.ops.port=-1");
        Path config = Files.write(dir.resolve("app.properties"), lines);
        StringWriter told = new StringWriter();
        List<String> args = new ArrayList<>(
                List.of("run", "--bootstrap-server", brokers, "--registry", registry, "--prefix", prefix));
        args.addAll(List.of("--config", config.toString()));
        int code = Main.commandLine().setErr(new PrintWriter(told, true)).execute(args.toArray(String[]::new));
        assertThat(code).isEqualTo(1);
        return told.toString();
    }
}
