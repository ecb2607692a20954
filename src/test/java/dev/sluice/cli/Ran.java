package dev.sluice.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A command line that was run in this process.
 *
 * @param exit the exit code
 * @param out what it printed
 * @param err what it said was wrong
 */
public record Ran(int exit, String out, String err) {
    /** Runs a command line. */
    public static Ran of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = line.execute(args);
        return new Ran(exit, out.toString(), err.toString());
    }

    /** Runs a command with further arguments behind its own. */
    public static Ran of(List<String> more, String... command) {
        return of(Stream.concat(Stream.of(command), more.stream()).toArray(String[]::new));
    }

    /** Whether the commands know a configuration key. */
    public static boolean isKnownKey(String key) {
        return AllKeys.known().has(key);
    }
}
