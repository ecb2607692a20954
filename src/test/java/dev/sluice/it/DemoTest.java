package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's first command, on a smaller organisation. */
@Timeout(170)
class DemoTest {
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
}
