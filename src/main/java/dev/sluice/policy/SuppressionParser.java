package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.Glob;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Suppression;
import dev.sluice.domain.policy.TargetPattern;
import dev.sluice.text.NearestName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads which findings are accepted for a time. */
final class SuppressionParser {
    private static final Set<String> KINDS = kinds();

    private SuppressionParser() {}

    /** Conflicts of duties have exceptions instead, and of commands that nobody answers somebody has to know. */
    private static Set<String> kinds() {
        Set<String> kinds = new TreeSet<>(Set.of(
                "LEAVER_RESIDUAL_ACCESS",
                "DISPUTED_ACCOUNT",
                "SELF_APPROVAL",
                "CERTIFICATION_OVERDUE",
                "SELF_REVIEW",
                "CERTIFICATION_CONFLICT"));
        Arrays.stream(ActivityFinding.values()).map(Enum::name).forEach(kinds::add);
        Arrays.stream(AccessFinding.values()).map(Enum::name).forEach(kinds::add);
        return kinds;
    }

    /**
     * Reads {@code remediation.suppressions} of the settings.
     *
     * @throws IllegalArgumentException if a value can't be used; the message names it
     */
    static List<Suppression> suppressions(JsonNode nodes) {
        List<Suppression> suppressions = new ArrayList<>();
        for (JsonNode node : nodes) {
            String kind = node.path("kind").asText();
            if (!KINDS.contains(kind)) {
                throw new IllegalArgumentException("`remediation.suppressions` names the kind `" + kind + "`; "
                        + (kind.equals("SOD_VIOLATION")
                                ? "a conflict of duties is accepted by EXCEPTION_GRANTED."
                                : NearestName.of(kind, KINDS)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("./sluice finding kinds lists them.")));
            }
            suppressions.add(new Suppression(
                    kind,
                    node.has("identity") ? Glob.parse(node.path("identity").asText()) : null,
                    node.has("account")
                            ? TargetPattern.parse(node.path("account").asText())
                            : null,
                    until(node.path("until").asText()),
                    node.path("reason").asText(),
                    node.path("approvedBy").asText()));
        }
        return suppressions;
    }

    private static long until(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "`remediation.suppressions` lasts until `" + text
                            + "`; write an instant such as 2026-12-31T00:00:00Z.",
                    e);
        }
    }
}
