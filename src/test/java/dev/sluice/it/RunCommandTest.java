package dev.sluice.it;

import static dev.sluice.it.StreamCluster.LOOK;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Main;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How {@code sluice run} ends, and what its endpoint says until then. */
@WithStack
@Timeout(180)
class RunCommandTest {
    @TempDir
    private Path dir;

    private Path file(Map<String, Object> config, int port) throws IOException {
        Properties properties = new Properties();
        config.forEach((key, value) -> properties.setProperty(key, value.toString()));
        properties.setProperty("sluice.ops.port", Integer.toString(port));
        Path file = dir.resolve("app.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }

    private static int run(Path config, StringWriter told) {
        return Main.commandLine().setErr(new PrintWriter(told, true)).execute("run", "--config", config.toString());
    }

    @Test
    void whoIsAskedToStopSaysSoStopsAndLeavesWithZero(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("stop."), 1, dir.resolve("state"))) {
            int port = FreePorts.one();
            Process process = start(file(cluster.appConfig("a"), port));
            try {
                await().atMost(60, SECONDS).pollInterval(LOOK).until(() -> ready(port), "yes\n"::equals);

                process.destroy();
                Set<String> answers = new TreeSet<>();
                String answer = ready(port);
                while (answer != null) {
                    answers.add(answer);
                    answer = ready(port);
                }
                assertThat(process.waitFor(30, SECONDS)).isTrue();
                assertThat(answers).contains("no STOPPING\n").isSubsetOf("yes\n", "no STOPPING\n");
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** A process of its own. */
    private Process start(Path config) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "run",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("app.log").toFile())
                .start();
    }

    @Test
    void whoIsAskedToStopWhileItIsStillStartingLeavesWithZero() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Process process = start(file(
                    Map.of(
                            "bootstrap.servers",
                            "127.0.0.1:" + broker.getLocalPort(),
                            "schema.registry.url",
                            "http://127.0.0.1:1"),
                    FreePorts.one()));
            try {
                // It waits for a broker that never says anything.
                broker.setSoTimeout(60_000);
                broker.accept();

                process.destroy();

                assertThat(process.waitFor(30, SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** Null if nobody answers. */
    private static String ready(int port) {
        try {
            return Scrape.ask(port, "/ready").body();
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    @Test
    void whoFailsWhileRunningLeavesWithThree(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("fail."), 1, dir.resolve("state"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            int port = FreePorts.one();
            Map<String, Object> config = cluster.appConfig("a");
            config.put("metadata.max.age.ms", 500);
            // All of them fail at once, and the budget of the process is used up.
            config.put("num.stream.threads", 6);
            Path file = file(config, port);
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> run(file, new StringWriter()));
            await().atMost(60, SECONDS).pollInterval(LOOK).until(() -> ready(port), "yes\n"::equals);

            admin.deleteTopics(List.of(cluster.topic("identity"))).all().get();

            assertThat(code.get(90, SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidBeforeAnythingElse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StringWriter told = new StringWriter();
            Path file = file(
                    Map.of("bootstrap.servers", "127.0.0.1:1", "schema.registry.url", "http://127.0.0.1:1"),
                    taken.getLocalPort());

            assertThat(run(file, told)).isEqualTo(1);
            assertThat(told.toString()).contains("sluice.ops.port", Integer.toString(taken.getLocalPort()));
        }
    }
}
