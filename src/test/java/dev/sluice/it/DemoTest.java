package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, on a smaller organisation. */
@Timeout(240)
class DemoTest {
    @TempDir
    Path data;

    @Test
    void playsAnOrganisationAndSaysWhatWasDecided() {
        StringWriter told = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(told, true))
                .execute("demo", "--once", "--people", "40", "--months", "3", "--partitions", "2");

        assertThat(code).isZero();
        assertThat(told.toString())
                .contains("What came in:", "What was decided:", "LEAVER_RESIDUAL_ACCESS", "Open findings")
                .contains("Real Okta and Workday payloads: 51 read");
    }

    @Test
    void whatIsKeptIsPlayedOn() {
        String first = keeping();
        String second = keeping();

        assertThat(second).contains("Real Okta and Workday payloads: sent in an earlier run");
        assertThat(received(second)).isEqualTo(received(first)).contains("events");
    }

    private String keeping() {
        StringWriter told = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(told, true))
                .execute(
                        "demo",
                        "--once",
                        "--people",
                        "20",
                        "--months",
                        "1",
                        "--partitions",
                        "1",
                        "--data",
                        data.resolve("kept").toString());
        assertThat(code).isZero();
        return told.toString();
    }

    private static String received(String told) {
        return told.lines()
                .filter(line -> line.startsWith("What came in:"))
                .findFirst()
                .orElse("");
    }
}
