package dev.sluice.cli;

import dev.sluice.event.AuditEvent;
import dev.sluice.json.PlainJson;
import dev.sluice.json.PlainJsonException;
import dev.sluice.siem.Format;
import dev.sluice.siem.MappingPage;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.OcsfVersion;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderer;
import dev.sluice.siem.Renderers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice audit}: what the audit says, as a SIEM gets it, and whether it still is what was written. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Shows the audit as a SIEM gets it, verifies it, and proves what is in it.",
        synopsisSubcommandLabel = "COMMAND")
public final class AuditCommand extends AuditProofCommands {
    @Command(
            name = "render",
            mixinStandardHelpOptions = true,
            description = "Writes audit records in a format, one a line; needs no cluster. Reads what replay writes to"
                    + " audit.jsonl and tail prints.")
    int render(
            @Option(
                            names = "--format",
                            required = true,
                            paramLabel = "FORMAT",
                            description = "ocsf, json, cef, leef, syslog or winevent.")
                    String word,
            @Option(
                            names = "--hostname",
                            paramLabel = "NAME",
                            defaultValue = "sluice",
                            description = "What a SIEM is to know the sender by (default: ${DEFAULT-VALUE}).")
                    String hostname,
            @Option(
                            names = "--enterprise-number",
                            paramLabel = "N",
                            defaultValue = "32473",
                            description = "Private enterprise number in syslog (default: ${DEFAULT-VALUE}, which is for"
                                    + " documentation).")
                    int enterprise,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            defaultValue = "-",
                            description = "Audit records in plain JSON form, one a line; - for standard input.")
                    String file) {
        Renderer renderer = renderer(word, hostname, enterprise);
        try (BufferedReader lines = open(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    out().print(renderer.render(read(line, file, number)) + "\n");
                }
            }
        } catch (IOException e) {
            throw new CliException(file + " can't be read (" + e.getMessage() + ").", 1, e);
        }
        out().flush();
        return 0;
    }

    @Command(
            name = "mapping",
            mixinStandardHelpOptions = true,
            description = "Prints what each audit record means to a SIEM; needs no cluster.")
    int mapping(@Option(names = "--markdown", description = "As the page topology/siem-mapping.md.") boolean markdown) {
        Meanings meanings = Meanings.load();
        out().print(markdown ? new MappingPage(meanings).markdown() : new MappingPage(meanings).plain());
        out().flush();
        return 0;
    }

    private static Renderer renderer(String word, String hostname, int enterprise) {
        try {
            RenderOptions options = new RenderOptions(hostname, enterprise, OcsfVersion.V1_8_0);
            return new Renderers(options, Meanings.load()).of(Format.of(word));
        } catch (IllegalArgumentException e) {
            throw new CliException(e.getMessage(), 2, e);
        }
    }

    private static BufferedReader open(String file) throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }

    private static AuditEvent read(String line, String file, int number) {
        try {
            return PlainJson.read(line, AuditEvent.class);
        } catch (PlainJsonException e) {
            throw new CliException(file + ":" + number + ": " + e.getMessage(), 1, e);
        }
    }
}
