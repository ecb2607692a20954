package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Dockerfile does what deploy/docker/README.md says, as far as its text tells. */
class ImageTest {
    private static final Path FILE = Path.of("deploy/docker/Dockerfile");

    private final List<String> instructions = instructions();

    @Test
    void runsAsANumberWithoutAShell() {
        assertThat(last("USER")).isEqualTo("10001:10001");
        assertThat(last("ENTRYPOINT")).startsWith("[\"/opt/java/bin/java\"").endsWith("\"dev.sluice.cli.Main\"]");
        assertThat(last("CMD")).startsWith("[\"run\"");
        assertThat(last("STOPSIGNAL")).isEqualTo("SIGTERM");
    }

    @Test
    void namesNoImageWithoutAVersion() {
        assertThat(all("ARG").filter(arg -> arg.contains("_IMAGE=")))
                .hasSize(2)
                .allMatch(arg -> arg.matches("\\w+=[a-z0-9./-]+:[0-9][\\w.-]*"));
    }

    @Test
    void theBuildSeesNothingButWhatItCopies() throws IOException {
        Set<String> copied = new TreeSet<>();
        all("COPY")
                .filter(copy -> !copy.startsWith("--from"))
                .map(copy -> Arrays.asList(copy.split(" ")))
                .forEach(words -> copied.addAll(words.subList(0, words.size() - 1)));
        Set<String> allowed = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of(".dockerignore"))) {
            if (line.startsWith("!")) {
                allowed.add(line.substring(1));
            }
        }

        assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("*");
        assertThat(copied).isEqualTo(allowed).allMatch(path -> Files.exists(Path.of(path)));
    }

    /** Modules that no class names, or only one that is looked up at run time. */
    @Test
    void theRuntimeHasWhatIsOnlyFoundAtRunTime() {
        String jlink =
                all("RUN").filter(run -> run.contains("jlink")).findFirst().orElseThrow();
        Set<String> modules = Set.of(
                jlink.substring(jlink.indexOf("--add-modules")).split(" ")[1].split(","));

        assertThat(modules)
                .contains("jdk.crypto.ec", "jdk.zipfs", "jdk.naming.dns", "jdk.httpserver", "java.net.http")
                .allSatisfy(module -> assertThat(ModuleLayer.boot()
                                        .configuration()
                                        .findModule(module)
                                        .isPresent()
                                || java.lang.module.ModuleFinder.ofSystem()
                                        .find(module)
                                        .isPresent())
                        .as(module)
                        .isTrue());
    }

    private Stream<String> all(String name) {
        return instructions.stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1).strip());
    }

    private String last(String name) {
        return all(name).reduce((before, after) -> after).orElseThrow();
    }

    /** Without comments, each in one line, blanks as one, as Docker reads them. */
    private static List<String> instructions() {
        try {
            String text = Files.readString(FILE)
                    .replaceAll("(?m)^#.*\\R", "")
                    .replaceAll("\\\\\\R", "")
                    .replaceAll("[ \\t]+", " ");
            return text.lines().map(String::strip).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
