package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice who-has}: who holds an entitlement, and why. */
@Command(
        name = "who-has",
        mixinStandardHelpOptions = true,
        description = "Lists who holds an entitlement, on which account, since when and why.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:All were asked.", "1:There is no answer.", "4:Partitions are missing; the list is not whole."
        })
public final class WhoHasCommand implements Callable<Integer> {
    private static final int EXIT_INCOMPLETE = 4;
    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiConnection api = new ApiConnection();

    @Parameters(paramLabel = "SYSTEM:NAME", description = "The entitlement.")
    private String entitlement;

    @Option(names = "--json", description = "For machines, one holder a line.")
    private boolean json;

    /** A command with nothing set. */
    public WhoHasCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Set<String> missing = new TreeSet<>();
        long holders = 0;
        String next = null;
        do {
            JsonNode page = api.get("/v1/entitlements/" + ApiConnection.part(entitlement) + "/holders?limit=" + PAGE
                    + (next == null ? "" : "&page=" + next));
            for (JsonNode holder : page.path("items")) {
                holders++;
                out.println(json ? holder.toString() : Printable.of(line(holder)));
            }
            page.path("missing").forEach(partition -> missing.add("partition " + partition.asText()));
            page.path("unreadable").forEach(key -> missing.add("identity " + key.asText()));
            next = page.hasNonNull("next") ? page.get("next").asText() : null;
        } while (next != null);
        if (!json) {
            out.printf("%,d hold %s.%n", holders, Printable.of(entitlement));
        }
        out.flush();
        if (!missing.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "sluice: Nobody answers for " + Printable.of(String.join(", ", missing))
                                    + ", so there may be more; see whether all instances run (GET /v1/status), then ask again.");
            spec.commandLine().getErr().flush();
            return EXIT_INCOMPLETE;
        }
        return 0;
    }

    private static String line(JsonNode holder) {
        String account = holder.at("/account/name").asText("");
        return String.format(
                "%-24s %-24s since %s%s  %s",
                IdentityText.subject(holder),
                account,
                holder.path("since").asText(),
                holder.has("validTo") ? " until " + holder.get("validTo").asText() : "",
                holder.at("/reason/sentence").asText("Nothing gives it."));
    }
}
