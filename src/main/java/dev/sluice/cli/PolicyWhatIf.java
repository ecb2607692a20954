package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.whatif.Backtest.Episode;
import dev.sluice.whatif.Outcome;
import dev.sluice.whatif.Violation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Prints what a candidate policy set would find, for people or as one JSON object. */
final class PolicyWhatIf {
    private static final int LISTED = 20;

    private final PrintWriter out;
    private final boolean asJson;
    private final ObjectMapper mapper = new ObjectMapper();

    PolicyWhatIf(PrintWriter out, boolean asJson) {
        this.out = out;
        this.asJson = asJson;
    }

    void print(Outcome outcome, int identities) {
        if (asJson) {
            ObjectNode node = mapper.createObjectNode().put("identities", identities);
            outcome.newly().forEach(add(node.putArray("newly")));
            outcome.still().forEach(add(node.putArray("still")));
            outcome.noLonger().forEach(add(node.putArray("noLonger")));
            out.println(node);
            return;
        }
        out.println(identities + " identities: " + outcome.newly().size() + " newly in violation, "
                + outcome.still().size() + " still, " + outcome.noLonger().size() + " no longer.");
        list("newly", outcome.newly());
        list("no longer", outcome.noLonger());
    }

    private Consumer<Violation> add(ArrayNode array) {
        return violation -> array.add(node(violation));
    }

    private ObjectNode node(Violation violation) {
        ObjectNode node =
                mapper.createObjectNode().put("ruleId", violation.ruleId()).put("identityId", violation.identityId());
        violation.entitlements().forEach(node.putArray("entitlements")::add);
        return node;
    }

    private void list(String what, List<Violation> violations) {
        violations.stream()
                .limit(LISTED)
                .forEach(violation -> out.println("  " + what + ": " + violation.identityId() + " by "
                        + violation.ruleId() + " " + violation.entitlements()));
        if (violations.size() > LISTED) {
            out.println("  and " + (violations.size() - LISTED) + " more; --json lists all.");
        }
    }

    void print(List<Episode> episodes) {
        if (asJson) {
            ObjectNode report = mapper.createObjectNode();
            ArrayNode all = report.putArray("violations");
            for (Episode episode : episodes) {
                ObjectNode node = node(episode.violation())
                        .put("from", episode.from().toString())
                        .put("mitigated", episode.mitigated());
                if (episode.until() != null) {
                    node.put("until", episode.until().toString());
                }
                all.add(node);
            }
            out.println(report);
            return;
        }
        Map<String, int[]> counts = new TreeMap<>();
        for (Episode episode : episodes) {
            int[] count = counts.computeIfAbsent(episode.violation().ruleId(), r -> new int[2]);
            count[0]++;
            count[1] += episode.until() == null ? 1 : 0;
        }
        out.println(episodes.size() + " violations would have been raised.");
        counts.forEach((ruleId, count) ->
                out.println("  " + ruleId + ": " + count[0] + ", of which " + count[1] + " would still stand"));
        episodes.stream()
                .limit(LISTED)
                .forEach(episode -> out.println("  " + episode.violation().ruleId() + " "
                        + episode.violation().identityId() + " "
                        + episode.violation().entitlements() + " from " + episode.from()
                        + (episode.until() == null
                                ? " on"
                                : " for " + Duration.between(episode.from(), episode.until()))));
        if (episodes.size() > LISTED) {
            out.println("  and " + (episodes.size() - LISTED) + " more; --json lists all.");
        }
    }
}
