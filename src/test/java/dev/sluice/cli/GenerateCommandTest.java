package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GenerateCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return new CommandLine(new GenerateCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new ErrorPrinter())
                .execute(args);
    }

    @Test
    void writesTheHistoryAndSaysWhatItWrote() throws Exception {
        Path target = directory.resolve("new/history");

        int exit = run(
                "--out",
                target.toString(),
                "--seed",
                "5",
                "--people",
                "40",
                "--months",
                "3",
                "--start",
                "2025-02-01T00:00:00Z");

        assertThat(exit).isZero();
        assertThat(out.toString()).contains("identity.jsonl", "finding transitions", target.toString());
        assertThat(Files.readString(target.resolve("ground-truth/summary.json")))
                .contains("\"seed\" : 5", "\"people\" : 40");
    }

    @Test
    void aDirectoryInUseIsOneSentence() throws Exception {
        Files.writeString(directory.resolve("mine.txt"), "keep me");

        assertThat(run("--out", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is not empty").doesNotContain("Exception");
        assertThat(directory.resolve("mine.txt")).hasContent("keep me");
    }

    @Test
    void aSizeOutOfRangeIsOneSentence() {
        assertThat(run("--out", directory.resolve("x").toString(), "--people", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("people must be 1 to 1000000, but is 0");
    }
}
