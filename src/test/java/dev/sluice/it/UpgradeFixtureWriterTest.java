package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.IdentityAccess;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.json.PlainJson;
import dev.sluice.stream.Names;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The writing of an upgrade fixture, which is done at a release: {@code mvn -B verify -Dit.test=UpgradeFixtureWriterTest
 * -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.fixture.write=v0.1}.
 */
@WithStack
@EnabledIfSystemProperty(named = UpgradeFixtureWriterTest.WRITE, matches = "v[0-9.]+")
class UpgradeFixtureWriterTest {
    static final String WRITE = "sluice.fixture.write";

    @TempDir
    Path dir;

    @Test
    void writesWhatThisVersionLeavesBehind(EmbeddedStack stack, TestTopics topics) throws Exception {
        Path history = dir.resolve("history");
        HistoryFiles.write(new GeneratorSettings(11, 40, 3, Instant.parse(GeneratorSettings.DEFAULT_START)), history);
        append(history.resolve("identity.jsonl"), "/upgrade/extra-identity.jsonl");
        append(history.resolve("access.jsonl"), "/upgrade/extra-access.jsonl");
        Path target = Files.createDirectories(Path.of("src/test/resources/upgrade", System.getProperty(WRITE)));
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("fixture."), 1, dir)) {
            cluster.publishPolicies(history.resolve(HistoryFiles.POLICIES), Instant.parse("2025-01-01T00:00:00Z"));
            cluster.fill(history, 0, Integer.MAX_VALUE);
            cluster.startApp("one");
            cluster.awaitRest();
            cluster.stopApps();
            Files.write(target.resolve("identity-access.jsonl"), views(cluster));
            zip(dir.resolve("one/" + cluster.topic("app") + "/0_0/rocksdb"), target.resolve("state.zip"));
        }
        Files.copy(
                Path.of("topology/topology.txt"), target.resolve("topology.txt"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(target.resolve("state.zip")).isNotEmptyFile();
    }

    private static List<String> views(StreamCluster cluster) {
        Map<String, String> latest = new TreeMap<>();
        cluster.read(Names.IDENTITY_ACCESS).forEach(record -> {
            if (record.value() == null) {
                latest.remove(record.key());
            } else {
                latest.put(record.key(), PlainJson.write((IdentityAccess) record.value()));
            }
        });
        return List.copyOf(latest.values());
    }

    private static void append(Path file, String resource) throws IOException {
        try (var in = UpgradeFixtureWriterTest.class.getResourceAsStream(resource)) {
            Files.write(file, in.readAllBytes(), StandardOpenOption.APPEND);
        }
    }

    private static void zip(Path stores, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
                Stream<Path> files = Files.walk(stores)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                // RocksDB's own diary names this machine; the stores open without it.
                if (file.getFileName().toString().startsWith("LOG")) {
                    continue;
                }
                ZipEntry entry = new ZipEntry("state/sluice/0_0/rocksdb/"
                        + stores.relativize(file).toString().replace('\\', '/'));
                entry.setTime(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
