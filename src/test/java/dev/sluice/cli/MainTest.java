package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    @TempDir
    private Path classPath;

    /** Stands for what is not distributed. */
    @Command(name = "optional-example")
    public static final class OptionalCommand implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new CliException("No such door; knock next door.", 7, null);
        }
    }

    /** Is listed by the service file that the test writes. */
    public static final class Provider implements CommandProvider {
        @Override
        public Object command() {
            return new OptionalCommand();
        }
    }

    @Test
    void worksWithoutOptionalCommands() {
        assertThat(Main.commandLine(getClass().getClassLoader()).getSubcommands())
                .doesNotContainKey("optional-example");
        assertThat(execute(Main.commandLine(), "--help").exitCode()).isZero();
    }

    @Test
    void findsACommandThatItsClassPathProvides() throws IOException {
        Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.writeString(services.resolve(CommandProvider.class.getName()), Provider.class.getName());
        URL[] urls = {classPath.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
            CommandLine commandLine = Main.commandLine(loader);

            assertThat(commandLine.getSubcommands()).containsKey("optional-example");
            Result result = execute(commandLine, "optional-example");
            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.err()).isEqualTo("sluice: No such door; knock next door.\n");
        }
    }

    @Test
    void answersWrongUsageWithTwo() {
        assertThat(execute(Main.commandLine(), "--no-such-option").exitCode()).isEqualTo(2);
    }

    private record Result(int exitCode, String err) {}

    private static Result execute(CommandLine commandLine, String... args) {
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err));
        return new Result(commandLine.execute(args), err.toString());
    }

    @Test
    void whoIsToBeErasedIsNamedAsWhatHeIs() {
        List<String> more = List.of("--by", "E9", "--reason", "asked for", "--bootstrap-server", "localhost:1");

        assertThat(Ran.of(more, "subject", "erase", "E1", "--key").err()).contains("leave --key out");
        assertThat(Ran.of(more, "subject", "erase", "account:okta/ada", "--key").err())
                .contains("--account SYSTEM/NAME");
        assertThat(Ran.of(more, "subject", "erase", "okta/ada", "--key", "--account")
                        .err())
                .contains("not both");
        assertThat(Ran.of(more, "subject", "erase", "ip:203.0.113.7").err()).contains("no identityId");
    }
}
