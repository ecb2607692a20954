package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.Endpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a stack when the process that runs it ends in one way or another. */
class ParentDeathTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long START_LIMIT_S = 90;

    @TempDir
    Path data;

    private final List<Process> parents = new ArrayList<>();

    @AfterEach
    void endParents() {
        parents.forEach(Process::destroyForcibly);
    }

    @Test
    void aKilledParentTakesItsChildAlongAndItsDirectoryCanBeUsedAgainAtOnce() throws Exception {
        Running parent = Running.await(spawn(data.toString()));
        RegistryCalls.register(Endpoints.of(data).orElseThrow().registryUrl(), "survivor-value");

        parent.process().destroyForcibly().waitFor();

        // Started while the former child may still be on its way out.
        try (EmbeddedStack stack =
                EmbeddedStack.start(EmbeddedStack.Options.temporary().withData(data))) {
            assertThat(RegistryCalls.subjects(stack.registryUrl())).contains("survivor-value");
        }
        assertThat(parent.child().isAlive()).isFalse();
    }

    @Test
    void aKilledParentsChildIsGoneSoon() throws Exception {
        Running parent = Running.await(spawn(data.toString()));
        assertThat(parent.child().isAlive()).isTrue();
        parent.process().destroyForcibly().waitFor();
        await().atMost(SOON).until(() -> !parent.child().isAlive());
        assertThat(Endpoints.of(data)).isEmpty();
    }

    @Test
    void aKillInTheMiddleOfTheStartLeavesNoChildEither() throws Exception {
        Process parent = spawn(data.toString());
        await().atMost(Duration.ofSeconds(START_LIMIT_S))
                .until(() -> parent.children().findAny().isPresent());
        List<ProcessHandle> children = parent.children().toList();
        parent.destroyForcibly().waitFor();
        await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(children).isNotEmpty();
    }

    @Test
    void anOrderlyEndRemovesTheChildAndTheTemporaryDirectory() throws Exception {
        for (String signal : signals()) {
            Running parent = Running.await(spawn());
            assertThat(parent.directory()).isDirectory();
            new ProcessBuilder("kill", signal, Long.toString(parent.process().pid()))
                    .start()
                    .waitFor();
            assertThat(parent.process().waitFor(START_LIMIT_S, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(parent.child().isAlive()).as("child after " + signal).isFalse();
            assertThat(parent.directory()).as("directory after " + signal).doesNotExist();
        }
    }

    /** A program started in the background of a shell ignores SIGINT, and hands that on to what it starts. */
    private static List<String> signals() throws IOException {
        Path status = Path.of("/proc/self/status");
        long ignored = !Files.exists(status)
                ? 0
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(
                                line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .sum();
        boolean interruptIgnored = (ignored & 0b10) != 0;
        return interruptIgnored ? List.of("-TERM") : List.of("-TERM", "-INT");
    }

    private Process spawn(String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx512m",
                "-XX:+UseSerialGC",
                // It lives for seconds: the second compiler would only take the time that it runs in.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StackHolder.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        parents.add(process);
        return process;
    }

    private record Running(Process process, ProcessHandle child, Path directory) {
        static Running await(Process process) throws IOException {
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            assertThat(line).as("the only thing on standard output").startsWith("READY ");
            String[] parts = line.split(" ", 3);
            return new Running(
                    process, ProcessHandle.of(Long.parseLong(parts[1])).orElseThrow(), Path.of(parts[2]));
        }
    }
}
