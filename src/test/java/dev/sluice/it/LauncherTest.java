package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.Scripts.Outcome;
import dev.sluice.it.Scripts.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a small copy of the repository, with a Java and a Maven that only write down how they were called. */
class LauncherTest {
    /** The tools that the launcher itself uses; the path holds these and nothing else, so that nothing real is found. */
    private static final List<String> TOOLS = List.of(
            "bash",
            "sh",
            "readlink",
            "dirname",
            "sed",
            "head",
            "find",
            "mkdir",
            "rm",
            "mv",
            "tail",
            "flock",
            "sleep",
            "cat");

    @TempDir
    private Path dir;

    private Path root;
    private Path bin;
    private Path calls;

    @BeforeEach
    void makeRepository() throws IOException {
        root = dir.resolve("a repository");
        bin = dir.resolve("bin");
        calls = dir.resolve("calls");
        Files.createDirectories(root.resolve("src/main/java"));
        Files.createDirectories(root.resolve("schemas"));
        Files.createDirectories(bin);
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("src/main/java/A.java"), "class A {}");
        Files.copy(Path.of("sluice"), root.resolve("sluice"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(calls, "");
        for (String tool : TOOLS) {
            linkTool(tool);
        }
        javaOfVersion("17.0.15");
        Scripts.write(bin.resolve("javac"), "exit 0");
        maven("3.8.7", "mkdir -p target/classes target/lib");
    }

    @Test
    void buildsOnceAndThenOnlyRuns() throws Exception {
        Outcome first = launch("tail", "finding");
        Outcome second = launch("tail", "finding");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).startsWith("sluice: building").hasLineCount(1);
        assertThat(second.err()).isEmpty();
        assertThat(mavenCalls()).isEqualTo(1);
    }

    @Test
    void handsArgumentsOnUntouched() throws Exception {
        assertThat(launch("ingest", "a file.csv", "*", "").out()).contains("[ingest]\n[a file.csv]\n[*]\n[]\n");
    }

    @Test
    void namesItsHomeAndTheClassPathWhereverItIsCalledFrom() throws Exception {
        Files.createSymbolicLink(dir.resolve("link"), root.resolve("sluice"));
        Files.createSymbolicLink(dir.resolve("relative"), Path.of("link"));

        String out = Scripts.run(Path.of("/"), path(), dir.resolve("relative").toString(), "topics")
                .out();

        Path real = root.toRealPath();
        assertThat(out)
                .contains("[-Dsluice.home=" + real + "]")
                .contains("[-Dsluice.registry.home=" + real + "/target/apicurio]")
                .contains("[" + real + "/target/classes:" + real + "/target/lib/*]")
                .contains("[-Xmx1g]");
    }

    @Test
    void takesHeapAndOptionsFromTheEnvironment() throws Exception {
        Map<String, String> environment =
                Map.of("PATH", bin.toString(), "SLUICE_HEAP", "3g", "SLUICE_OPTS", "-Da=1 -Db=2");

        assertThat(Scripts.run(root, environment, root.resolve("sluice").toString())
                        .out())
                .contains("[-Xmx3g]", "[-Da=1]\n[-Db=2]");
    }

    @Test
    void buildsAgainAfterAChange() throws Exception {
        launch();
        touchLater(root.resolve("src/main/java/A.java"));
        launch();

        assertThat(mavenCalls()).isEqualTo(2);
    }

    @Test
    void buildsAgainAfterAFileWasRemoved() throws Exception {
        launch();
        Files.delete(root.resolve("src/main/java/A.java"));
        touchLater(root.resolve("src/main/java"));
        launch();

        assertThat(mavenCalls()).isEqualTo(2);
    }

    @Test
    void buildsOnlyOnceWhenTwoAreStartedTogether() throws Exception {
        maven("3.8.7", "sleep 1", "mkdir -p target/classes target/lib");
        Running one = Scripts.start(root, path(), List.of(root.resolve("sluice").toString()));
        Running two = Scripts.start(root, path(), List.of(root.resolve("sluice").toString()));

        assertThat(one.await().exitCode()).isZero();
        assertThat(two.await().exitCode()).isZero();
        assertThat(mavenCalls()).isEqualTo(1);
    }

    @Test
    void buildsOnlyOnceWithoutFlockToo() throws Exception {
        Files.delete(bin.resolve("flock"));
        buildsOnlyOnceWhenTwoAreStartedTogether();
        assertThat(root.resolve("target/.sluice-lock.d")).doesNotExist();
    }

    @Test
    void takesOverTheLockOfADeadBuild() throws Exception {
        Files.delete(bin.resolve("flock"));
        Path lock = Files.createDirectories(root.resolve("target/.sluice-lock.d"));
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));

        assertThat(launch().exitCode()).isZero();
    }

    @Test
    void showsTheEndOfAFailedBuildAndDoesNotRun() throws Exception {
        maven("3.8.7", "mkdir -p target/classes target/lib", "echo '[ERROR] A.java:[1,1] no such thing'", "exit 1");

        Outcome outcome = launch();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("[ERROR] A.java:[1,1] no such thing", "sluice: the build failed");
        launch();
        assertThat(mavenCalls()).as("a failed build is tried again").isEqualTo(2);
    }

    @Test
    void runsTheBenchmarkWithTheTestClassesAndTheirJars() throws Exception {
        maven("3.8.7", "mkdir -p target/classes target/test-classes", "printf '/a.jar:/b.jar' >target/bench.classpath");

        Outcome outcome = launch("bench", "--quick");

        Path real = root.toRealPath();
        assertThat(outcome.out())
                .contains("[" + real + "/target/classes:" + real + "/target/test-classes:/a.jar:/b.jar]")
                .contains("[dev.sluice.bench.BenchMain]\n[--quick]\n")
                .contains("[-Dsluice.registry.home=" + real + "/target/apicurio]");
        launch("bench", "--quick");
        assertThat(mavenCalls()).isEqualTo(1);
        touchLater(root.resolve("src/main/java/A.java"));
        launch("bench", "--quick");
        assertThat(mavenCalls()).isEqualTo(2);
    }

    @Test
    void runsTheTortureWithWhatTheBenchmarkIsBuiltFrom() throws Exception {
        maven("3.8.7", "mkdir -p target/classes target/test-classes", "printf '/a.jar:/b.jar' >target/bench.classpath");

        launch("bench");
        Outcome outcome = launch("torture", "--short");

        Path real = root.toRealPath();
        assertThat(outcome.out())
                .contains("[" + real + "/target/classes:" + real + "/target/test-classes:/a.jar:/b.jar]")
                .contains("[dev.sluice.torture.TortureMain]\n[--short]\n");
        assertThat(mavenCalls()).isEqualTo(1);
    }

    @Test
    void saysInOneSentenceThatJavaIsMissing() throws Exception {
        Files.delete(bin.resolve("java"));
        assertRefuses("Java is missing");
    }

    @Test
    void saysInOneSentenceThatJavaIsTooOld() throws Exception {
        javaOfVersion("11.0.2");
        assertRefuses("Java 11.0.2 is too old");
        javaOfVersion("1.8.0_392");
        assertRefuses("Java 1.8.0_392 is too old");
    }

    @Test
    void saysInOneSentenceThatTheCompilerIsMissing() throws Exception {
        Files.delete(bin.resolve("javac"));
        assertRefuses("no compiler");
    }

    @Test
    void saysInOneSentenceThatJavaHomeIsWrong() throws Exception {
        Map<String, String> environment = Map.of("PATH", bin.toString(), "JAVA_HOME", "/nowhere");
        Outcome outcome = Scripts.run(root, environment, root.resolve("sluice").toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("sluice: JAVA_HOME is /nowhere").hasLineCount(1);
    }

    @Test
    void saysInOneSentenceThatMavenIsMissing() throws Exception {
        Files.delete(bin.resolve("mvn"));
        assertRefuses("Maven is missing");
    }

    @Test
    void saysInOneSentenceThatMavenIsTooOld() throws Exception {
        maven("3.6.3", "exit 0");
        assertRefuses("Maven 3.6.3 is too old");
    }

    @Test
    void acceptsALaterMajorVersionOfMaven() throws Exception {
        maven("4.0.0", "mkdir -p target/classes target/lib");
        assertThat(launch().exitCode()).isZero();
    }

    @Test
    void needsNeitherMavenNorACompilerOnceBuilt() throws Exception {
        launch();
        Files.delete(bin.resolve("mvn"));
        Files.delete(bin.resolve("javac"));
        assertThat(launch("topics").exitCode()).isZero();
    }

    private void assertRefuses(String sentence) throws Exception {
        Outcome outcome = launch();
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("sluice: ").contains(sentence).hasLineCount(1);
    }

    private Outcome launch(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = root.resolve("sluice").toString();
        System.arraycopy(args, 0, command, 1, args.length);
        return Scripts.run(dir, path(), command);
    }

    private Map<String, String> path() {
        return Map.of("PATH", bin.toString());
    }

    private void javaOfVersion(String version) throws IOException {
        Scripts.write(
                bin.resolve("java"),
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2025-04-15' >&2; exit 0; fi",
                "for a in \"$@\"; do printf '[%s]\\n' \"$a\"; done");
    }

    private void maven(String version, String... build) throws IOException {
        Scripts.write(
                bin.resolve("mvn"),
                "if [ \"$1\" = -v ]; then",
                "  printf '\\033[1mApache Maven " + version + "\\033[m\\nJava version: 17.0.15, vendor: A\\n'; exit 0",
                "fi",
                "echo build >>'" + calls + "'",
                String.join("\n", build));
    }

    private long mavenCalls() throws IOException {
        try (var lines = Files.lines(calls)) {
            return lines.count();
        }
    }

    private static void touchLater(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(5)));
    }

    private void linkTool(String tool) throws IOException {
        for (String place : List.of("/bin", "/usr/bin")) {
            Path file = Path.of(place, tool);
            if (Files.isExecutable(file)) {
                Scripts.write(bin.resolve(tool), "exec " + file + " \"$@\"");
                return;
            }
        }
    }
}
