package dev.sluice.cli;

import dev.sluice.findings.FindingCatalogue;
import dev.sluice.findings.FindingCatalogue.Kind;
import dev.sluice.findings.FindingsPage;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice finding}: says what is found, and when. */
@Command(
        name = "finding",
        mixinStandardHelpOptions = true,
        description = "Says what is found, and when.",
        synopsisSubcommandLabel = "COMMAND")
public final class FindingCommand {
    @Spec
    private CommandSpec spec;

    @Command(
            name = "kinds",
            mixinStandardHelpOptions = true,
            description = "Prints the kinds of findings, or what is known of one; needs no cluster.")
    int kinds(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "KIND",
                            description = "Only this one, with all that is known of it.")
                    String name,
            @Option(names = "--markdown", description = "As the page topology/findings.md.") boolean markdown) {
        FindingCatalogue catalogue = FindingCatalogue.load();
        FindingsPage page = new FindingsPage(catalogue);
        String text =
                name == null ? markdown ? page.markdown() : page.plain() : FindingsPage.plain(find(catalogue, name));
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static Kind find(FindingCatalogue catalogue, String name) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return catalogue.kinds().stream()
                .filter(kind -> kind.kind().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new CliException(
                        "There is no kind `" + name + "`; ./sluice finding kinds lists them all.", 2, null));
    }
}
