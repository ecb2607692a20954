package dev.sluice.bench;

import dev.sluice.bench.run.BenchException;
import dev.sluice.registry.AvroTrust;
import picocli.CommandLine;

/** The command line of the benchmark: {@code ./sluice bench}. */
public final class BenchMain {
    private static final String LOG_LEVEL = "sluice.log.root";

    private BenchMain() {}

    /**
     * Builds the command line.
     *
     * @return the command line, ready to execute
     */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(BenchMain::explain);
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult result) {
        if (failure instanceof BenchException || failure instanceof IllegalArgumentException) {
            command.getErr().println("bench: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the arguments after {@code bench}
     */
    public static void main(String[] args) {
        if (System.getProperty(LOG_LEVEL) == null) {
            // Topics come and go, of which the clients warn; the driver says itself what matters.
            System.setProperty(LOG_LEVEL, "ERROR");
        }
        AvroTrust.trustContract();
        System.exit(commandLine().execute(args));
    }
}
