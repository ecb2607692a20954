package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.PolicyCommand;
import dev.sluice.cli.TopicsCommand;
import dev.sluice.embedded.EmbeddedStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@WithStack
class TopicsAndPolicyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private EmbeddedStack stack;
    private TestTopics topics;

    @TempDir
    private Path dir;

    @BeforeEach
    void know(EmbeddedStack running, TestTopics names) {
        stack = running;
        topics = names;
    }

    @Test
    void topicsAreMadeThenCheckedThenCarryPolicies() throws Exception {
        String prefix = topics.prefix() + "cli.";
        Files.writeString(dir.resolve("a.yaml"), "# by hand\nkind: System\nid: sap\nmode: enforce\n");
        String[] single = {"--partitions", "2", "--replication", "1", "--retain-forever"};

        assertThat(topics(prefix, "check", single)).isEqualTo(1);
        assertThat(out.toString()).contains("FATAL").contains("keep Sluice from starting");
        assertThat(topics(prefix, "create", single)).isZero();
        assertThat(out.toString()).contains("25 created, 0 existing.");
        assertThat(topics(prefix, "check", single)).isZero();

        assertThat(policy(prefix, "show")).isZero();
        assertThat(out.toString()).contains("No policy set is in force");
        assertThat(policy(prefix, "apply", dir.toString())).isZero();
        assertThat(out.toString()).contains("Version 1 is in force: 1 policies, replacing version 0");
        assertThat(policy(prefix, "apply", dir.toString())).isZero();
        assertThat(out.toString()).contains("Version 1 says the same already");
        assertThat(policy(prefix, "show")).isZero();
        assertThat(out.toString()).contains("# Version 1, replaced 0").contains("# by hand\nkind: System");
        assertThat(policy(prefix, "apply", dir.toString(), "--previous", "7")).isEqualTo(1);
    }

    @Test
    void whatIsInvalidIsNotApplied() throws Exception {
        String prefix = topics.prefix() + "invalid.";
        Files.writeString(dir.resolve("a.yaml"), "kind: System\nid: sap\nmod: enforce\n");

        assertThat(policy(prefix, "apply", dir.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("a.yaml:3: System/sap: `mod` is not a key here; did you mean `mode`?");
    }

    private int topics(String prefix, String command, String... more) {
        return run(new CommandLine(new TopicsCommand()), prefix, List.of(command), List.of(more));
    }

    private int policy(String prefix, String command, String... more) {
        return run(new CommandLine(new PolicyCommand()), prefix, List.of(command), List.of(more));
    }

    private int run(CommandLine line, String prefix, List<String> command, List<String> more) {
        out.getBuffer().setLength(0);
        List<String> args = new ArrayList<>(command);
        args.addAll(more);
        args.addAll(List.of("--bootstrap-server", stack.bootstrapServers()));
        args.addAll(List.of("--registry", stack.registryUrl(), "--prefix", prefix));
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args.toArray(String[]::new));
    }
}
