package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import dev.sluice.json.PlainJson;
import dev.sluice.siem.AuditSamples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AuditCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    private int run(String... args) {
        return new CommandLine(new AuditCommand())
                .setExecutionExceptionHandler(new ErrorPrinter())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private String file(List<AuditEvent> audits) throws Exception {
        Path file = dir.resolve("audit.jsonl");
        Files.write(file, audits.stream().map(PlainJson::write).toList());
        return file.toString();
    }

    @Test
    void rendersAFileOfRecordsOneALine() throws Exception {
        List<AuditEvent> audits = AuditSamples.all();

        assertThat(run("render", "--format", "leef", "--hostname", "edge-1", file(audits)))
                .isZero();
        assertThat(out.toString().lines())
                .hasSameSizeAs(audits)
                .allMatch(line -> line.startsWith("LEEF:2.0|Sluice|Audit|") && line.contains("^deviceHost=edge-1^"));
    }

    @Test
    void whatIsNoRecordIsNamedByItsLine() throws Exception {
        Path file = Files.writeString(dir.resolve("bad.jsonl"), "\n{\"auditId\":1}\n");

        assertThat(run("render", "--format", "cef", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("bad.jsonl:2: ");
    }

    @Test
    void aFileOrFormatThatIsNotThereIsSaid() {
        assertThat(run("render", "--format", "cef", dir.resolve("absent").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("absent can't be read");
        assertThat(run("render", "--format", "gelf", "-")).isEqualTo(2);
        assertThat(err.toString()).contains("`gelf`");
    }
}
