package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bench.run.BenchOptions;
import dev.sluice.bench.run.BenchOptions.Part;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    @Test
    void measuresEverythingUnlessTold() {
        BenchOptions options = options();

        assertThat(options.parts()).containsExactly(Part.values());
        assertThat(options.profileName()).isEqualTo("standard");
        assertThat(options.threads()).containsExactly(1, 2);
        assertThat(options.mainThreads()).isEqualTo(2);
        assertThat(options.rounds()).isEqualTo(5);
    }

    @Test
    void quickIsShort() {
        BenchOptions options = options("--quick");

        assertThat(options.parts()).doesNotContain(Part.KILL, Part.POLICY);
        assertThat(options.profileName()).isEqualTo("quick");
        assertThat(options.threads()).containsExactly(2);
        assertThat(options.rounds()).isEqualTo(1);
    }

    @Test
    void takesParts() {
        BenchOptions options = options(
                "--only",
                "copy,alo",
                "--rounds",
                "3",
                "--threads",
                "4,1",
                "--gc",
                "parallel",
                "--heap",
                "3g",
                "--app-opt",
                "commit.interval.ms=1000",
                "--app-opt",
                "producer.linger.ms=5");

        assertThat(options.parts()).containsExactly(Part.COPY, Part.ALO);
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.threads()).containsExactly(1, 4);
        assertThat(options.virtualMachine()).containsExactly("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC");
        assertThat(options.appOptions())
                .containsEntry("commit.interval.ms", "1000")
                .containsEntry("producer.linger.ms", "5");
    }

    @Test
    void refusesNoRounds() {
        assertThatThrownBy(() -> options("--rounds", "0")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysInOneLineWhatIsWrong() {
        StringWriter err = new StringWriter();
        int exit = BenchMain.commandLine().setErr(new PrintWriter(err)).execute("--profile", "no-such-profile");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("bench: There is no load profile no-such-profile")
                .hasLineCount(1);
    }

    private static BenchOptions options(String... args) {
        CommandLine commandLine = BenchMain.commandLine();
        commandLine.parseArgs(args);
        BenchCommand command = commandLine.getCommand();
        return command.options();
    }
}
