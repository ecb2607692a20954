package dev.sluice.cli;

import dev.sluice.domain.Validation;
import dev.sluice.event.AccountRef;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Subject;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice account}: says whose an account is, where sources and rules do not, or several may be it. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = "Says whose an account is.",
        synopsisSubcommandLabel = "COMMAND")
public final class AccountCommand {
    @Spec
    private CommandSpec spec;

    private final Clock clock;

    /** For the command line. */
    public AccountCommand() {
        this(Clock.systemUTC());
    }

    /**
     * With another clock.
     *
     * @param clock tells when it is decided
     */
    AccountCommand(Clock clock) {
        this.clock = clock;
    }

    /** Which account, who decides, and why. */
    private static final class Decision {
        @Parameters(paramLabel = "SYSTEM/NAME", description = "The account, as events name it.")
        private String account;

        @Option(names = "--by", required = true, paramLabel = "ID", description = "identityId of who decides.")
        private String by;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, for the record.")
        private String reason;
    }

    @Command(
            name = "assign",
            mixinStandardHelpOptions = true,
            description = "Says that an account is an identity's, whatever sources and rules say.")
    int assign(
            @Mixin Decision decision,
            @Option(names = "--to", required = true, paramLabel = "ID", description = "identityId of the owner.")
                    String owner,
            @Mixin ConnectionOptions connection) {
        if (!Validation.isIdentityId(owner)) {
            throw new CliException("--to is no identityId.");
        }
        ControlDoor.publish(connection.toMap(), control(decision, owner));
        out("Asked to assign " + decision.account + " to " + owner + ".");
        return 0;
    }

    @Command(
            name = "unassign",
            mixinStandardHelpOptions = true,
            description = "Takes such a decision back: what sources and rules say counts again.")
    int unassign(@Mixin Decision decision, @Mixin ConnectionOptions connection) {
        ControlDoor.publish(connection.toMap(), control(decision, null));
        out("Asked to take back to whom " + decision.account + " is assigned.");
        return 0;
    }

    private Control control(Decision decision, String owner) {
        int slash = decision.account.indexOf('/');
        AccountRef account = AccountRef.newBuilder()
                .setSystem(decision.account.substring(0, Math.max(0, slash)))
                .setName(decision.account.substring(slash + 1))
                .build();
        if (!Validation.isAccount(account)) {
            throw new CliException(
                    "`" + decision.account + "` is no account; write SYSTEM/NAME, such as okta/ada@example.com.");
        }
        return Control.newBuilder()
                .setHeader(ControlDoor.header(clock))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder()
                        .setIdentityId(owner)
                        .setAccount(account)
                        .build())
                .setDecidedBy(decision.by)
                .setReason(decision.reason)
                .build();
    }

    private void out(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
