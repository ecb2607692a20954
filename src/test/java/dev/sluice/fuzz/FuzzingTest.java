package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jazzer makes up inputs from those of the corpus, guided by what they reach, for some time for each target: {@code mvn -B test -Pfuzz}. In a
 * process of its own, since it changes every class that is loaded and ends with the first input that a target fails on. What it found
 * is in {@code target/fuzz/<target>}; it goes on from there the next time.
 */
@Tag("fuzz")
class FuzzingTest {
    private static final String DRIVER = "com.code_intelligence.jazzer.Jazzer";
    private static final String SANITIZERS = "com.code_intelligence.jazzer.sanitizers.";
    private static final int SECONDS = Integer.getInteger("sluice.fuzz.seconds", 60);
    private static final List<String> TARGETS = List.of(System.getProperty("sluice.fuzz.targets", "")
            .toLowerCase(Locale.ROOT)
            .split(","));
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");

    /** Until the first input has gone through, which changes classes by the thousand. */
    private static final int START_SECONDS = 300;

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void findsNothing(FuzzTarget target) throws Exception {
        Assumptions.assumeTrue(TARGETS.contains("") || TARGETS.contains(target.word()), "not asked for");
        Path home =
                Files.createDirectories(Path.of("target/fuzz", target.word()).toAbsolutePath());
        Path found = Files.createDirectories(home.resolve("corpus"));
        Path log = home.resolve("log");
        Process fuzzer = new ProcessBuilder(command(target, found))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = fuzzer.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("the fuzzer ends in time; see %s", log).isTrue();
        } finally {
            fuzzer.destroyForcibly();
        }
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(fuzzer.exitValue())
                .as(
                        "%s has a finding, or was not run; the input and what it did are in %s:%n%s",
                        target.type(), home, end(text))
                .isZero();
        Matcher done = DONE.matcher(text);
        assertThat(done.find()).as("it says how many inputs it tried").isTrue();
        assertThat(Integer.parseInt(done.group(1))).isPositive();
    }

    private static List<String> command(FuzzTarget target, Path found) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path quiet = Files.writeString(
                found.resolveSibling("logback.xml"), "<configuration><root level=\"OFF\"/></configuration>\n");
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1200m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.sluice.event",
                "-Dlogback.configurationFile=" + quiet,
                "-cp",
                absolute(classes),
                DRIVER,
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=dev.sluice.**",
                "--instrumentation_excludes=dev.sluice.event.**",
                // They look into every regular expression, which takes more time and memory than what is looked at.
                "--disabled_hooks=" + SANITIZERS + "RegexRoadblocks:" + SANITIZERS + "RegexInjection",
                // An application that has not started looks for its brokers, which is not what the input asked for.
                "--custom_hook_excludes=org.apache.kafka.**",
                "--reproducer_path=.",
                "-max_total_time=" + SECONDS,
                "-timeout=60",
                "-rss_limit_mb=3000",
                "-max_len=8192",
                "-print_final_stats=1",
                "-artifact_prefix=./",
                found.toString(),
                target.corpus().toAbsolutePath().toString()));
    }

    /** Its own folder is another one. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - 4_000));
    }
}
