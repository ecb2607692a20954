package dev.sluice.cli;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.Ticket;
import dev.sluice.stream.Names;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice campaign}: how far certification campaigns have come. */
@Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        description = "Tells how far certification campaigns have come; policies of the kind Campaign start them.",
        synopsisSubcommandLabel = "COMMAND")
public final class CampaignCommand {
    @Spec
    private CommandSpec spec;

    private final Clock clock;

    /** For the command line. */
    public CampaignCommand() {
        this(Clock.systemUTC());
    }

    /**
     * With another clock.
     *
     * @param clock tells what is overdue
     */
    CampaignCommand(Clock clock) {
        this.clock = clock;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = {
                "Adds up the reviews of campaigns: how many wait and for whom, and how those that have ended came out.",
                "Reads the topics ticket and audit from their beginnings."
            })
    int status(
            @Parameters(arity = "0..1", paramLabel = "ID", description = "The campaign; all of them without it.")
                    String id,
            @Mixin ConnectionOptions connection) {
        Map<String, Object> config = connection.toMap();
        CampaignTally tally = new CampaignTally();
        TopicValues.read(config, Names.TICKET, Ticket.class, (key, ticket) -> tally.take(ticket));
        TopicValues.read(config, Names.AUDIT, AuditEvent.class, (key, audit) -> tally.take(audit));
        PrintWriter out = spec.commandLine().getOut();
        if (tally.print(id, clock.instant(), out) == 0) {
            throw new CliException(
                    id == null
                            ? "No campaign has asked anybody yet; ./sluice policy show tells which are to come."
                            : "Campaign " + id
                                    + " has asked nobody yet: it has not started, or nothing that it looks at is held.");
        }
        return 0;
    }
}
