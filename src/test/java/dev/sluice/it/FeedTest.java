package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.IngestCommand;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.IdentityAccess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A file that lists everybody, each day, through the command line: who is in it no longer is absent. */
@WithStack
@Timeout(300)
class FeedTest {
    @TempDir
    private Path dir;

    private final StringWriter err = new StringWriter();

    @Test
    void whoIsNotInTheNextFileIsAbsent(EmbeddedStack stack, TestTopics topics) throws Exception {
        Path policies = Files.createDirectory(dir.resolve("policies"));
        Files.writeString(policies.resolve("a.yaml"), "kind: Settings\nid: default\nabsence: {settle: PT0S}\n");
        String prefix = topics.name("feed.");
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 2, dir.resolve("state"))) {
            cluster.publishPolicies(policies, Instant.now());
            cluster.startApp("a");
            assertThat(ingest(stack, prefix, "one", "E1,Treasury\nE2,Treasury\nE3,Tax\n"))
                    .isZero();
            await().atMost(60, SECONDS)
                    .until(() -> statuses(cluster).equals(Map.of("E1", "ACTIVE", "E2", "ACTIVE", "E3", "ACTIVE")));

            assertThat(ingest(stack, prefix, "broken", "E1,Treasury\nE:2,Treasury\n"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("so it is not completed and nobody is absent by it");
            assertThat(ingest(stack, prefix, "two", "E1,Treasury\nE3,Tax\n")).isZero();
            await().atMost(60, SECONDS)
                    .until(() -> statuses(cluster).equals(Map.of("E1", "ACTIVE", "E2", "ABSENT", "E3", "ACTIVE")));
        }
    }

    private int ingest(EmbeddedStack stack, String prefix, String run, String rows) throws Exception {
        Path file = Files.writeString(dir.resolve(run + ".csv"), "identityId,department\n" + rows);
        err.getBuffer().setLength(0);
        return new CommandLine(new IngestCommand())
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println(e.getMessage());
                    return 1;
                })
                .execute(
                        "--mapping",
                        "hr-csv",
                        "--source",
                        "hr",
                        "--feed",
                        run,
                        "--bootstrap-server",
                        stack.bootstrapServers(),
                        "--registry",
                        stack.registryUrl(),
                        "--prefix",
                        prefix,
                        file.toString());
    }

    private static Map<String, String> statuses(StreamCluster cluster) {
        Map<String, String> statuses = new TreeMap<>();
        cluster.read("identity-access")
                .forEach(record -> statuses.put(
                        record.key(),
                        ((IdentityAccess) record.value()).getStatus().name()));
        return statuses;
    }
}
