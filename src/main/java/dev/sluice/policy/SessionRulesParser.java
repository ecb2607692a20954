package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.Glob;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.SessionRules.Concern;
import dev.sluice.domain.policy.SessionRules.Permit;
import dev.sluice.domain.policy.TargetPattern;
import dev.sluice.domain.sod.Selector;
import dev.sluice.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what privileged sessions, check-outs and leases have to keep to. */
final class SessionRulesParser {
    /** Whose word on a ticket counts. */
    private enum Tickets {
        KNOWN,
        ANY
    }

    private SessionRulesParser() {}

    /**
     * Reads {@code sessions} of the settings.
     *
     * @throws IllegalArgumentException if a value can't be used; the message names the key
     */
    static SessionRules sessions(Values values) {
        SessionRules defaults = SessionRules.DEFAULTS;
        return new SessionRules(
                targets(values, "managed"),
                permits(values.node().path("permits")),
                values.word("tickets", Tickets.KNOWN, Tickets.class) == Tickets.ANY,
                commands(values.node().path("commands")),
                values.duration("grace", defaults.grace()),
                values.duration("longest", defaults.longest()),
                values.duration("checkout", defaults.checkout()),
                values.duration("rotateWithin", defaults.rotateWithin()),
                Set.copyOf(values.texts("programs")),
                Set.copyOf(values.texts("pipelines")));
    }

    private static List<TargetPattern> targets(Values values, String key) {
        return values.texts(key).stream().map(TargetPattern::parse).toList();
    }

    private static List<Permit> permits(JsonNode nodes) {
        List<Permit> permits = new ArrayList<>();
        for (JsonNode node : nodes) {
            Values values = new Values(node, "sessions.permits.");
            permits.add(new Permit(
                    targets(values, "targets"),
                    values.texts("by").stream().map(Selector::parse).toList()));
        }
        return permits;
    }

    private static List<Concern> commands(JsonNode nodes) {
        List<Concern> concerns = new ArrayList<>();
        for (JsonNode node : nodes) {
            Values values = new Values(node, "sessions.commands.");
            concerns.add(new Concern(
                    node.path("id").asText(),
                    Glob.parse(node.path("match").asText()),
                    values.word("severity", Severity.HIGH, Severity.class)));
        }
        return concerns;
    }
}
