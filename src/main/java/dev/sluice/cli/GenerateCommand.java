package dev.sluice.cli;

import dev.sluice.generate.EventFile;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice generate}: a seeded organisation and its history as plain JSON files, with the ground truth beside it. */
@Command(
        name = "generate",
        mixinStandardHelpOptions = true,
        description =
                "Writes a seeded organisation's event history, its policies and the findings and commands to be expected.")
public final class GenerateCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to; empty or absent.")
    private Path out;

    @Option(
            names = "--seed",
            defaultValue = "" + GeneratorSettings.DEFAULT_SEED,
            paramLabel = "N",
            description = "Equal seeds give equal bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--people",
            defaultValue = "" + GeneratorSettings.DEFAULT_PEOPLE,
            paramLabel = "N",
            description = "How many people (default: ${DEFAULT-VALUE}).")
    private int people;

    @Option(
            names = "--months",
            defaultValue = "" + GeneratorSettings.DEFAULT_MONTHS,
            paramLabel = "N",
            description = "How long the history is (default: ${DEFAULT-VALUE}).")
    private int months;

    @Option(
            names = "--start",
            defaultValue = GeneratorSettings.DEFAULT_START,
            paramLabel = "INSTANT",
            description = "Its first instant (default: ${DEFAULT-VALUE}).")
    private Instant start;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            print(HistoryFiles.write(new GeneratorSettings(seed, people, months, start), out));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(e.getMessage(), 2, e);
        } catch (IOException e) {
            throw new CliException("The files can't be written to " + out + " (" + e.getMessage() + ").", 1, e);
        }
    }

    private void print(HistoryFiles.Written written) {
        PrintWriter console = spec.commandLine().getOut();
        for (EventFile file : EventFile.values()) {
            console.printf(Locale.ROOT, "%,10d  %s%n", written.events().get(file), file.fileName());
        }
        console.printf(
                "%,10d  finding transitions to be expected%n",
                written.truth().findings().size());
        console.printf(
                "%,10d  command transitions to be expected%n",
                written.truth().commands().size());
        console.println("in " + out);
        console.flush();
    }
}
