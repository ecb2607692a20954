package dev.sluice.cli;

import dev.sluice.domain.Validation;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Subject;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice brake}: holds what follows from a source's changes, and releases or discards what is held. */
@Command(
        name = "brake",
        mixinStandardHelpOptions = true,
        description = "Holds, releases and discards the commands that follow from a mass change.",
        synopsisSubcommandLabel = "COMMAND")
public final class BrakeCommand {
    @Spec
    private CommandSpec spec;

    private final Clock clock;

    /** For the command line. */
    public BrakeCommand() {
        this(Clock.systemUTC());
    }

    /**
     * With another clock.
     *
     * @param clock tells when it is decided
     */
    BrakeCommand(Clock clock) {
        this.clock = clock;
    }

    /** What was a mistake of the source. */
    enum Mistake {
        /** That a feed did not list people. */
        ABSENCE,
        /** That records said they leave. */
        END,
        /** All that is held. */
        ALL
    }

    /** Who decides, and why. */
    private static final class Decision {
        @Parameters(
                paramLabel = "SOURCE",
                description = "The source, as events name it (header.source); policy for what a policy set asks for.")
        private String source;

        @Option(names = "--by", required = true, paramLabel = "ID", description = "identityId of who decides.")
        private String by;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
        private String reason;
    }

    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Holds commands about everybody of whom the source says from now on that they leave.")
    int hold(@Mixin Decision decision, @Mixin ConnectionOptions connection) {
        int partitions = publish(connection, control(ControlAction.BRAKE_HOLD, decision, null, null));
        out("Asked to hold the changes of " + decision.source + " from now on (" + partitions + " partitions).");
        return 0;
    }

    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Issues what is held of a source; what comes next counts anew.")
    int release(
            @Mixin Decision decision,
            @Option(
                            names = "--identity",
                            paramLabel = "ID",
                            description = "Only this identity's; the source stays held.")
                    String identity,
            @Option(
                            names = "--until",
                            paramLabel = "INSTANT",
                            description =
                                    "Let everything of the source through until then, such as 2026-03-01T18:00:00Z.")
                    Instant until,
            @Mixin ConnectionOptions connection) {
        if (identity != null && until != null) {
            throw new CliException("Give --identity or --until: one identity is released once.");
        }
        publish(connection, control(ControlAction.BRAKE_RELEASE, decision, identity, until));
        out("Asked to release what is held of " + whose(decision, identity) + ".");
        return 0;
    }

    @Command(
            name = "discard",
            mixinStandardHelpOptions = true,
            description = "Cancels what is held of a source: what it said was a mistake.")
    int discard(
            @Mixin Decision decision,
            @Option(
                            names = "--identity",
                            paramLabel = "ID",
                            description = "Only this identity's; the source stays held.")
                    String identity,
            @Option(
                            names = "--only",
                            required = true,
                            paramLabel = "WHAT",
                            description =
                                    "What was a mistake: ABSENCE, that a feed did not list people; END, that records"
                                            + " said they leave; ALL. What else is held is counted anew.")
                    Mistake only,
            @Mixin ConnectionOptions connection) {
        Control discard = control(ControlAction.BRAKE_DISCARD, decision, identity, null);
        discard.setKind(only == Mistake.ALL ? null : only.name());
        publish(connection, discard);
        out("Asked to discard what is held of " + whose(decision, identity)
                + ". See that the source takes back what it said.");
        return 0;
    }

    private static String whose(Decision decision, String identity) {
        return identity == null ? decision.source : identity + " by " + decision.source;
    }

    private Control control(ControlAction action, Decision decision, String identity, Instant until) {
        if (!Validation.isText(decision.source)) {
            throw new CliException("SOURCE is empty, too long, or has control characters.");
        }
        if (identity != null && !Validation.isIdentityId(identity)) {
            throw new CliException("--identity is no identityId.");
        }
        return Control.newBuilder()
                .setHeader(ControlDoor.header(clock))
                .setAction(action)
                .setSource(decision.source)
                .setSubject(
                        identity == null
                                ? null
                                : Subject.newBuilder().setIdentityId(identity).build())
                .setValidTo(until)
                .setDecidedBy(decision.by)
                .setReason(decision.reason)
                .build();
    }

    private static int publish(ConnectionOptions connection, Control control) {
        return ControlDoor.publish(connection.toMap(), control);
    }

    private void out(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
