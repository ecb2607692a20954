package dev.sluice.cli;

import dev.sluice.mapping.Mapping;
import dev.sluice.mapping.MappingExamples;
import dev.sluice.mapping.MappingException;
import dev.sluice.mapping.Mappings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mapping list} and {@code mapping test}: what payloads can be read, and whether the examples come out. */
@Command(
        name = "mapping",
        description = "Lists the mappings from vendor payloads, and tests them on their examples.",
        subcommands = {MappingCommand.ListMappings.class, MappingCommand.TestMappings.class},
        synopsisSubcommandLabel = "(list | test)",
        mixinStandardHelpOptions = true)
public final class MappingCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** For the command line. */
    public MappingCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static Mappings mappings(Path directory) {
        try {
            return directory == null ? Mappings.bundled() : Mappings.directory(directory);
        } catch (MappingException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    /** Prints name, version, format and main topic of each mapping. */
    @Command(name = "list", description = "Lists the mappings.", mixinStandardHelpOptions = true)
    static final class ListMappings implements Runnable {
        @Spec
        private CommandSpec spec;

        @Option(names = "--dir", paramLabel = "DIR", description = "Mappings of this directory instead of the bundled.")
        private Path directory;

        @Override
        public void run() {
            Mappings mappings = mappings(directory);
            PrintWriter out = spec.commandLine().getOut();
            for (String name : mappings.names()) {
                Mapping mapping = mappings.get(name);
                out.printf(
                        "%-16s version %d  %-10s -> %s%n", name, mapping.version(), mapping.format(), mapping.topic());
            }
            out.flush();
        }
    }

    /** Runs the example pairs; exit code 1 if one does not come out as expected. */
    @Command(name = "test", description = "Runs the examples beside each mapping.", mixinStandardHelpOptions = true)
    static final class TestMappings implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this mapping.")
        private String name;

        @Option(names = "--dir", paramLabel = "DIR", description = "Mappings of this directory instead of the bundled.")
        private Path directory;

        @Override
        public Integer call() {
            Mappings mappings = mappings(directory);
            MappingExamples examples = new MappingExamples(mappings);
            PrintWriter out = spec.commandLine().getOut();
            int failures = 0;
            try {
                for (String mapping : name == null ? mappings.names() : List.of(name)) {
                    for (MappingExamples.Outcome outcome : examples.run(mapping)) {
                        out.println((outcome.passed() ? "ok    " : "FAIL  ") + mapping + "/" + outcome.example());
                        outcome.differences().forEach(line -> out.println("      " + line));
                        failures += outcome.passed() ? 0 : 1;
                    }
                }
            } catch (MappingException e) {
                throw new CliException(e.getMessage(), 1, e);
            }
            out.flush();
            return failures == 0 ? 0 : 1;
        }
    }
}
