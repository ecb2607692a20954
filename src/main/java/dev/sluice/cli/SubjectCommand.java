package dev.sluice.cli;

import dev.sluice.domain.SubjectKeys;
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

/** {@code sluice subject}: what is kept of a person. */
@Command(
        name = "subject",
        mixinStandardHelpOptions = true,
        description = "Erases what the audit says of a person.",
        synopsisSubcommandLabel = "COMMAND")
public final class SubjectCommand {
    @Spec
    private CommandSpec spec;

    private final Clock clock;

    /** For the command line. */
    public SubjectCommand() {
        this(Clock.systemUTC());
    }

    /**
     * With another clock.
     *
     * @param clock tells when it is decided
     */
    SubjectCommand(Clock clock) {
        this.clock = clock;
    }

    @Command(
            name = "erase",
            mixinStandardHelpOptions = true,
            description = {
                "Destroys the key that the personal details of a subject are sealed with in the audit: nobody can read them any",
                "more, and the audit still proves itself. Needs sluice.audit.encryption.key.file at the stage. What SIEMs",
                "were sent is theirs to erase. Events of an account that was nobody's are under the account: erase that, too."
            })
    int erase(
            @Parameters(
                            paramLabel = "ID",
                            description = "An identityId; with --account, SYSTEM/NAME; with --key, a record key.")
                    String id,
            @Option(names = "--account", description = "ID is an account.") boolean isAccount,
            @Option(
                            names = "--key",
                            description = {
                                "ID is the key of audit records that are neither an identity's nor an account's: ip:ADDRESS, feed:SOURCE,",
                                "or key:DIGEST as the audit shows it. What earlier versions sealed under its name is erased with it."
                            })
                    boolean isKey,
            @Option(names = "--by", required = true, paramLabel = "ID", description = "identityId of who decides.")
                    String by,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Why, for the record; without the person's name.")
                    String reason,
            @Mixin ConnectionOptions connection) {
        Control control = Control.newBuilder()
                .setHeader(ControlDoor.header(clock))
                .setAction(ControlAction.SUBJECT_ERASED)
                .setSubject(isKey ? null : subject(id, isAccount))
                .setSubjectKey(isKey ? key(id, isAccount) : null)
                .setDecidedBy(by)
                .setReason(reason)
                .build();
        ControlDoor.publish(connection.toMap(), control);
        spec.commandLine()
                .getOut()
                .println("Asked to erase the details of " + id
                        + ". The audit tells what each partition did: APPLIED where there was a key.");
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static String key(String id, boolean isAccount) {
        if (isAccount) {
            throw new CliException("Give --account or --key, not both.");
        }
        if (!Validation.isText(id) || Validation.isSubjectKey(id) || SubjectKeys.isAccount(id)) {
            throw new CliException(
                    "`" + id + "` is no key of audit records that are nobody's, such as ip:203.0.113.7; of an"
                            + " identityId leave --key out, of an account give --account SYSTEM/NAME.");
        }
        return id;
    }

    private static Subject subject(String id, boolean isAccount) {
        if (!isAccount) {
            if (!Validation.isIdentityId(id)) {
                throw new CliException("`" + id + "` is no identityId; with --account it may be SYSTEM/NAME.");
            }
            return Subject.newBuilder().setIdentityId(id).build();
        }
        int slash = id.indexOf('/');
        AccountRef account = AccountRef.newBuilder()
                .setSystem(id.substring(0, Math.max(0, slash)))
                .setName(id.substring(slash + 1))
                .build();
        if (!Validation.isAccount(account)) {
            throw new CliException("`" + id + "` is no account; write SYSTEM/NAME, such as okta/ada@example.com.");
        }
        return Subject.newBuilder().setAccount(account).build();
    }
}
