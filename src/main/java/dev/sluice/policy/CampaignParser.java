package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.WorkerAttribute;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.sod.Selector;
import dev.sluice.text.NearestName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads documents of the kind Campaign. */
final class CampaignParser {
    private static final String MANAGER = "manager";

    private CampaignParser() {}

    /**
     * Reads a campaign.
     *
     * @throws IllegalArgumentException if a value can't be used; the message names it
     */
    static Campaign campaign(String id, JsonNode body) {
        Values values = new Values(body, "");
        List<Selector> entitlements = new ArrayList<>();
        for (String text : values.texts("entitlements")) {
            entitlements.add(Selector.parse(text));
        }
        String reviewer = body.path("reviewer").asText(MANAGER);
        Duration due = values.duration("due", Campaign.DUE);
        // Who has less time than that is asked once.
        Duration remind = due.compareTo(Campaign.REMIND) > 0 ? Campaign.REMIND : Duration.ZERO;
        return new Campaign(
                id,
                entitlements,
                body.has("when") ? RoleParser.condition(body.get("when")) : null,
                new Campaign.Start(startsAt(body), attributes(values.texts("onChangeOf"))),
                due,
                values.duration("overdue", Campaign.OVERDUE),
                values.duration("remind", remind),
                reviewer.equals(MANAGER) ? null : reviewer,
                body.path("fallback").asText(null),
                values.word("onSilence", Campaign.OnSilence.KEEP, Campaign.OnSilence.class));
    }

    private static long startsAt(JsonNode body) {
        if (!body.has("startsAt")) {
            return Long.MAX_VALUE;
        }
        String text = body.path("startsAt").asText();
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "`startsAt` is `" + text + "`; write an instant such as 2026-12-31T00:00:00Z.", e);
        }
    }

    private static Set<String> attributes(List<String> names) {
        Set<String> known = new TreeSet<>();
        Arrays.stream(WorkerAttribute.values()).map(WorkerAttribute::fieldName).forEach(known::add);
        for (String name : names) {
            if (!known.contains(name) && !name.startsWith(AttributeTimeline.EXTRA)) {
                throw new IllegalArgumentException("`onChangeOf` names `" + name + "`, which no record tells"
                        + NearestName.of(name, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("."));
            }
        }
        return new HashSet<>(names);
    }
}
