package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.it.Scripts.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that an adapter is written with: it has the contract and the serde, and needs four libraries, not Sluice. */
@WithStack
class ContractJarTest {
    /** What docs/adapters.md tells an author to have, with what these bring along. */
    private static final List<String> NEEDED = List.of(
            "kafka-clients",
            "avro",
            "jackson-core",
            "jackson-databind",
            "jackson-annotations",
            "slf4j-api",
            "commons-compress",
            "lz4-java");

    @TempDir
    Path dir;

    @Test
    void holdsTheSchemasTheirClassesAndTheSerdeAndNothingElse() throws IOException {
        try (JarFile jar = new JarFile(contract().toFile())) {
            List<String> names = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName())
                    .toList();
            assertThat(names)
                    .contains(
                            "schemas/IdentityEvent.avsc",
                            "dev/sluice/event/IdentityEvent.class",
                            "dev/sluice/registry/AvroSerializer.class")
                    .allMatch(name -> name.matches("(schemas|dev/sluice/event|dev/sluice/registry|META-INF)/.*"));
        }
    }

    /** The example compiles and runs on the jar and the libraries named, its event is applied, and it reads the audit. */
    @Test
    void anAdapterRunsOnItAlone(EmbeddedStack stack, TestTopics topics) throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("contract."), 1, dir)) {
            cluster.startApp("one");
            Outcome outcome = Scripts.run(
                    dir,
                    Map.of(
                            "SLUICE_BOOTSTRAP_SERVERS",
                            stack.bootstrapServers(),
                            "SLUICE_SCHEMA_REGISTRY_URL",
                            stack.registryUrl(),
                            "SLUICE_TOPIC_PREFIX",
                            cluster.topic("")),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath(),
                    Path.of("examples/java/Adapter.java").toAbsolutePath().toString(),
                    "JAVA-1");

            assertThat(outcome.exitCode()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("sent JAVA-1-HIRED", "read APPLIED JAVA-1-HIRED");
        }
    }

    private static String classPath() throws IOException {
        List<String> parts = new ArrayList<>();
        parts.add(contract().toAbsolutePath().toString());
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String needed : NEEDED) {
            Pattern name = Pattern.compile(Pattern.quote(needed) + "-\\d.*\\.jar");
            parts.add(Arrays.stream(all.split(File.pathSeparator))
                    .filter(entry -> name.matcher(Path.of(entry).getFileName().toString())
                            .matches())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(needed + " is not on the class path")));
        }
        return String.join(File.pathSeparator, parts);
    }

    private static Path contract() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> found = files.filter(
                            path -> path.getFileName().toString().matches("sluice-\\d.*-contract\\.jar"))
                    .toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
