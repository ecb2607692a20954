package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the README tells people to type is what the command line takes. */
class ReadmeTest {
    private static final String LAUNCHER = "./sluice";

    /** Every page that may hold commands; those in blocks marked {@code sh tested} are checked. */
    static Stream<Path> pages() throws IOException {
        return Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/relay.md", "docs/api.md")
                .map(Path::of)
                .filter(Files::exists);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namesOnlyCommandsThatTheCommandLineTakes(Path page) throws IOException {
        assertThat(ShellBlocks.commands(Files.readString(page)).stream()
                        .map(ReadmeTest::complaint)
                        .flatMap(Optional::stream))
                .as("what is wrong in %s", page)
                .isEmpty();
    }

    @Test
    void beginsWithTheTwoCommands() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).containsSubsequence("./sluice demo --once", "mvn -B verify");
    }

    @Test
    void hasCommandsToCheck() throws IOException {
        assertThat(ShellBlocks.commands(Files.readString(Path.of("README.md")))).isNotEmpty();
    }

    @Test
    void namesTheTestCommandThatIsRunOnEveryChange() throws IOException {
        assertThat(Files.readString(Path.of(".ci/run"))).contains("exec mvn -B verify");
    }

    @Test
    void seesACommandThatIsNotThere() {
        assertThat(complaint(List.of(LAUNCHER, "no-such-command"))).isPresent();
    }

    @Test
    void seesAnOptionThatIsNotThere() {
        assertThat(complaint(List.of(LAUNCHER, "--no-such-option"))).isPresent();
    }

    @Test
    void hasNothingToSayOfOtherPeoplesCommands() {
        assertThat(complaint(List.of("mvn", "-B", "no-such-phase"))).isEmpty();
    }

    @Test
    void readsMarkedBlocksOnly() {
        String page =
                """
                ```sh
                ./sluice not-read
                ```
                ```sh tested
                # a comment
                ./sluice tail finding --key 'E 1' \\
                    --max 3   # the first three
                ./sluice tail audit | head -1 && cat "a b" > out.txt
                ```
                ./sluice not-read-either
                """;

        assertThat(ShellBlocks.commands(page))
                .containsExactly(
                        List.of("./sluice", "tail", "finding", "--key", "E 1", "--max", "3"),
                        List.of("./sluice", "tail", "audit"),
                        List.of("head", "-1"),
                        List.of("cat", "a b"));
    }

    /** What is wrong with a command; empty if nothing, or if it is not one of ours. */
    private static Optional<String> complaint(List<String> words) {
        if (!words.get(0).equals(LAUNCHER)) {
            return Optional.empty();
        }
        try {
            Main.commandLine().parseArgs(words.stream().skip(1).toArray(String[]::new));
            return Optional.empty();
        } catch (CommandLine.ParameterException e) {
            return Optional.of(String.join(" ", words) + ": " + e.getMessage());
        }
    }
}
