package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.Scripts.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as a server gets it: what is in it, what is not, and that it starts. */
class DistributionTest {
    @TempDir
    private static Path dir;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        Path archive = only(Path.of("target"), "sluice-", "-dist.tar.gz");
        Outcome tar = Scripts.run(
                dir, Map.of(), "tar", "-xzf", archive.toAbsolutePath().toString());
        assertThat(tar.exitCode()).as(tar.err()).isZero();
        home = only(dir, "sluice-", "");
    }

    @Test
    void holdsWhatAServerNeeds() {
        assertThat(home).isDirectoryContaining(path -> path.endsWith("README.md"));
        assertThat(List.of("LICENSE", "conf/sluice.properties", "schemas/IdentityEvent.avsc"))
                .allSatisfy(file -> assertThat(home.resolve(file)).isNotEmptyFile());
        assertThat(home.resolve("bin/sluice")).isExecutable();
        assertThat(jarNames())
                .anyMatch(name -> name.matches("sluice-\\d.*\\.jar"))
                .anyMatch(name -> name.startsWith("kafka-streams-"))
                .anyMatch(name -> name.startsWith("avro-"))
                .anyMatch(name -> name.startsWith("rocksdbjni-"));
    }

    @Test
    void leavesOutTheBrokerTheRegistryAndTheTestTools() {
        assertThat(jarNames())
                .noneMatch(name -> name.matches("(kafka_2|kafka-server|kafka-raft|kafka-metadata|scala-|log4j-).*"))
                .noneMatch(name -> name.matches("(junit|jqwik|archunit|assertj|awaitility).*"));
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.map(path -> home.relativize(path).toString().toLowerCase(Locale.ROOT)))
                    .noneMatch(name -> name.contains("apicurio"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasNoClassesThatNeedTheBroker() throws IOException {
        try (JarFile jar =
                new JarFile(only(home.resolve("lib"), "sluice-", ".jar").toFile())) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(names)
                    .contains("dev/sluice/cli/Main.class", "dev/sluice/event/IdentityEvent.class")
                    .noneMatch(name -> name.startsWith("dev/sluice/embedded/") && name.endsWith(".class"))
                    .noneMatch(name -> name.startsWith("dev/sluice/demo/") && name.endsWith(".class"))
                    .doesNotContain("META-INF/services/dev.sluice.cli.CommandProvider");
        }
    }

    @Test
    void answersHelpFromAnyFolderAndThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("linked"), home.resolve("bin/sluice"));

        Outcome outcome = Scripts.run(Path.of("/"), Map.of(), link.toString(), "--help");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("Usage: sluice").doesNotContain("demo");
    }

    @Test
    void saysWhichVersionItIsForEveryCommand() throws Exception {
        for (String command : List.of("--version", "run --version", "policy apply --version")) {
            Outcome outcome = Scripts.run(
                    dir,
                    Map.of(),
                    Stream.concat(Stream.of(home.resolve("bin/sluice").toString()), Stream.of(command.split(" ")))
                            .toArray(String[]::new));

            assertThat(outcome.out())
                    .as(command)
                    .containsPattern("sluice \\d+\\.\\d+")
                    .contains("kafka 4.");
        }
    }

    @Test
    void saysInOneSentenceThatJavaIsMissing() throws Exception {
        Outcome outcome = Scripts.run(
                dir, Map.of("JAVA_HOME", "/nowhere"), home.resolve("bin/sluice").toString(), "--help");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("sluice: JAVA_HOME is /nowhere").hasLineCount(1);
    }

    private static List<String> jarNames() {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            return files.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Exactly one file of that form; a second one would be a left-over that makes the test lie. */
    private static Path only(Path folder, String prefix, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            path -> path.getFileName().toString().matches(prefix + "\\d.*" + Pattern.quote(suffix)))
                    .toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
