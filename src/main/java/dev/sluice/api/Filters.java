package dev.sluice.api;

import dev.sluice.domain.provisioning.Progress;
import dev.sluice.event.CommandAction;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import dev.sluice.query.Commands;
import dev.sluice.query.Findings;
import dev.sluice.text.NearestName;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What narrows lists, from the parameters of a request. */
final class Filters {
    /** Status of findings of every kind. */
    static final String ANY = "ANY";

    private Filters() {}

    static Findings.Filter findings(Map<String, String> given) throws Problem {
        String status = given.get("status");
        Set<FindingStatus> statuses = EnumSet.noneOf(FindingStatus.class);
        if (ANY.equals(status)) {
            statuses.addAll(EnumSet.allOf(FindingStatus.class));
        } else if (status != null) {
            for (String one : status.split(",", -1)) {
                statuses.add(value("status", one, FindingStatus.class));
            }
        }
        return new Findings.Filter(
                statuses,
                given.get("kind"),
                value("severity", given.get("severity"), Severity.class),
                given.get("system"),
                given.get("rule"));
    }

    static Commands.Filter commands(Map<String, String> given) throws Problem {
        return new Commands.Filter(
                value("progress", given.get("progress"), Progress.class),
                value("action", given.get("action"), CommandAction.class),
                given.get("system"));
    }

    private static <E extends Enum<E>> E value(String name, String given, Class<E> type) throws Problem {
        if (given == null) {
            return null;
        }
        Set<String> known = Set.copyOf(
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList());
        if (!known.contains(given)) {
            throw Problem.badRequest("There is no such " + name + "."
                    + NearestName.of(given, known)
                            .map(near -> " Did you mean " + near + "?")
                            .orElse("")
                    + " The values are in /openapi.yaml.");
        }
        return Enum.valueOf(type, given);
    }
}
