package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.cli.Main;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.json.PlainJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** On a broker: details are sealed in the audit, opened for SIEMs by another task than the one that sealed them, and erased. */
@WithStack
class SealedAuditTest {
    @TempDir
    Path dir;

    private static String run(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
        int exit = line.execute(args);
        assertThat(exit).as(out.toString()).isZero();
        return out.toString();
    }

    private static String[] with(String[] where, String... command) {
        List<String> args = new ArrayList<>(List.of(command));
        args.addAll(List.of(where));
        return args.toArray(String[]::new);
    }

    @Test
    void detailsAreSealedOpenedAndErased(EmbeddedStack stack, TestTopics topics) throws Exception {
        Path history = dir.resolve("history");
        HistoryFiles.write(new GeneratorSettings(3, 20, 3, Instant.parse(GeneratorSettings.DEFAULT_START)), history);
        Path masters = dir.resolve("master.keys");
        run("audit", "master-key", "--out", masters.toString());
        String prefix = topics.name("sealed.");
        Map<String, ?> config = Map.of("sluice.audit.encryption.key.file", masters.toString(), "sluice.render", "json");
        try (StreamCluster cluster = new StreamCluster(stack, prefix, 2, dir)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), Instant.parse("2020-01-01T00:00:00Z"));
            cluster.fill(history, 0, 400);
            cluster.startApp("one", config);
            cluster.awaitRest();

            List<AuditEvent> audits = cluster.read("audit").stream()
                    .map(record -> (AuditEvent) record.value())
                    .toList();
            assertThat(audits).isNotEmpty().allMatch(audit -> audit.getDetail() == null);
            long sealed = audits.stream()
                    .filter(audit -> audit.getSealedDetail() != null)
                    .count();
            assertThat(sealed).isGreaterThan(100);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> texts(stack, prefix).size() >= audits.size());
            assertThat(texts(stack, prefix))
                    .filteredOn(audit -> audit.getDetail() != null)
                    .as("each is opened again")
                    .hasSize((int) sealed);

            String[] where = {
                "--bootstrap-server", stack.bootstrapServers(), "--registry", stack.registryUrl(), "--prefix", prefix
            };
            String subject = audits.stream()
                    .filter(audit -> audit.getSealedDetail() != null && audit.getIdentityId() != null)
                    .findFirst()
                    .orElseThrow()
                    .getIdentityId();
            run(with(where, "subject", "erase", subject, "--by", "E1", "--reason", "asked for"));
            await().atMost(Duration.ofSeconds(60)).until(() -> !isThere(stack, prefix, subject));
            assertThat(run(with(where, "audit", "verify"))).contains("The audit is intact.");
        }
    }

    private static boolean isThere(EmbeddedStack stack, String prefix, String subject) {
        Map<String, DetailKey> keys = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                Records.committedRecords(stack.bootstrapServers(), prefix + "subject-key")) {
            keys.put(new String(record.key(), StandardCharsets.UTF_8), DetailKey.of(record.value()));
        }
        List<DetailKey> of = keys.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(":" + subject))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(of).isNotEmpty();
        return of.stream().anyMatch(DetailKey::isThere);
    }

    private static List<AuditEvent> texts(EmbeddedStack stack, String prefix) {
        return Records.committedRecords(stack.bootstrapServers(), prefix + "audit-json").stream()
                .map(record -> PlainJson.read(new String(record.value(), StandardCharsets.UTF_8), AuditEvent.class))
                .toList();
    }
}
