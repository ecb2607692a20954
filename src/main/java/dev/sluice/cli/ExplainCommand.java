package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice explain}: what one identity should have, does have, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Tells what an identity should have and does have, why, and what is done about the difference.")
public final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiConnection api = new ApiConnection();

    @Parameters(paramLabel = "IDENTITY", description = "The identityId, or account:SYSTEM/NAME where it is not known.")
    private String identity;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "As of an instant in the past, such as 2026-03-01T00:00:00Z.")
    private Instant at;

    @Option(names = "--json", description = "The answer as the API gave it.")
    private boolean json;

    /** A command with nothing set. */
    public ExplainCommand() {}

    @Override
    public Integer call() {
        JsonNode answer = api.get("/v1/identities/" + ApiConnection.part(identity)
                + (at == null ? "" : "?at=" + ApiConnection.part(at.toString())));
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? answer.toString() : Printable.of(new IdentityText(answer).text()));
        out.flush();
        return 0;
    }
}
