package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CatalogueCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    @Test
    void describesTheTopicsInColumns() {
        assertThat(run(new TopicsCommand(), "describe", "--prefix", "iam.")).isZero();
        assertThat(out.toString().lines())
                .hasSize(26)
                .anySatisfy(line -> assertThat(line).startsWith("iam.policy ").contains("for ever"));
    }

    @Test
    void describesTheTopicsInMarkdownWithoutRawHtml() {
        assertThat(run(new TopicsCommand(), "describe", "--markdown")).isZero();
        assertThat(out.toString().lines())
                .hasSize(27)
                .allSatisfy(line -> assertThat(line).startsWith("|").endsWith("|"));
        assertThat(out.toString()).contains("| `identity` |").doesNotContain("<");
    }

    @Test
    void overridesOutOfBoundsAreWrongUsage() {
        assertThat(run(new TopicsCommand(), "create", "--bootstrap-server", "127.0.0.1:1", "--partitions", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("partitions is 0");
    }

    @Test
    void theBundledPoliciesAreValidAsADirectory() {
        assertThat(run(new PolicyCommand(), "validate", "topology/policies")).isZero();
        assertThat(out.toString()).contains("policies are valid");
    }

    @Test
    void whatIsWrongIsPrintedWithFileAndLine() throws Exception {
        Files.writeString(dir.resolve("a.yaml"), "kind: System\nid: sap\nleaver: {revok: P1D}\n");

        assertThat(run(new PolicyCommand(), "validate", dir.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("a.yaml:3: System/sap: `revok` is not a key here");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        assertThat(run(new PolicyCommand(), "validate", dir.resolve("absent").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("absent is not a directory");
    }

    private int run(Object command, String... args) {
        return new CommandLine(command)
                .setExecutionExceptionHandler(new ErrorPrinter())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
