package dev.sluice.cli;

import dev.sluice.registry.AvroTrust;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code ./sluice COMMAND}. Wires the commands together and maps errors to exit codes, nothing else. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        description = "Turns identity events into governed access.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AccountCommand.class,
            AclsCommand.class,
            ApiCommand.class,
            DlqCommand.class,
            SubjectCommand.class,
            AuditCommand.class,
            BrakeCommand.class,
            CampaignCommand.class,
            ConfigCommand.class,
            ExplainCommand.class,
            FindingCommand.class,
            GenerateCommand.class,
            IngestCommand.class,
            MappingCommand.class,
            PolicyCommand.class,
            RelayCommand.class,
            ReplayCommand.class,
            RunCommand.class,
            SchemasCommand.class,
            TailCommand.class,
            TopicsCommand.class,
            WhoHasCommand.class,
        })
public final class Main {
    private Main() {}

    /**
     * Builds the command line with all commands that are on the class path.
     *
     * @return the command line, ready to execute
     */
    public static CommandLine commandLine() {
        return commandLine(Main.class.getClassLoader());
    }

    static CommandLine commandLine(ClassLoader loader) {
        CommandLine commandLine = new CommandLine(new Main());
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class, loader)) {
            commandLine.addSubcommand(provider.command());
        }
        return Version.answeredBy(commandLine)
                .setExecutionExceptionHandler(new ErrorPrinter())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Runs one command and ends the process with its exit code: 0 for success, 1 for a failure, 2 for wrong usage.
     *
     * @param args the command and its arguments
     */
    public static void main(String[] args) {
        AvroTrust.trustContract();
        System.exit(commandLine().execute(args));
    }
}
