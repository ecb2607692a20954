package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is wrong with reviews: nobody answers in time, somebody decides on what is his own, or a reviewer revokes what a role gives. Covers
 * campaigns of everybody, about entitlements without wildcards, that keep what nobody answers; roles for exact values of attributes; and
 * campaigns of others of which no beginning and no end is told to whom they are about.
 */
final class ReviewTruth implements StateRule {
    /** The kind of findings about reviews that nobody answers. */
    static final String OVERDUE = "CERTIFICATION_OVERDUE";

    /** The kind of findings about who decides on what is his own. */
    static final String SELF_REVIEW = "SELF_REVIEW";

    /** The kind of findings about what is revoked in vain. */
    static final String CONFLICT = "CERTIFICATION_CONFLICT";

    private record Campaign(
            String id,
            Set<EntitlementName> entitlements,
            Instant startsAt,
            List<String> onChangeOf,
            Duration due,
            Duration overdue) {}

    private record Item(String campaignId, EntitlementName entitlement) {}

    private final List<Campaign> campaigns;
    private final Roles roles;

    ReviewTruth(SystemPolicies policies) {
        campaigns = policies.documents("Campaign").stream()
                .map(ReviewTruth::campaign)
                .toList();
        roles = new Roles(policies);
    }

    private static Campaign campaign(JsonNode document) {
        JsonNode start = document.path("startsAt");
        return new Campaign(
                document.path("id").asText(),
                entitlements(document.path("entitlements")),
                start.isMissingNode() ? null : Instant.parse(start.asText()),
                List.copyOf(texts(document.path("onChangeOf"))),
                Duration.parse(document.path("due").asText("P14D")),
                Duration.parse(document.path("overdue").asText("P7D")));
    }

    private static Set<EntitlementName> entitlements(JsonNode list) {
        Set<EntitlementName> names = new HashSet<>();
        list.forEach(name -> names.add(EntitlementName.parse(name.asText())));
        return names;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Every instant at which a review that starts at one of these, or by itself, may be overdue or over. */
    @Override
    public void addInstants(Annals annals, String identityId, TreeSet<Instant> instants) {
        Set<Instant> starts = new TreeSet<>(instants);
        for (Campaign campaign : campaigns) {
            for (Instant start : campaign.startsAt() == null ? starts : Set.of(campaign.startsAt())) {
                instants.add(start.plus(campaign.due()));
                instants.add(start.plus(campaign.due()).plus(campaign.overdue()));
            }
        }
    }

    @Override
    public void look(Known known, Found found) {
        if (known.status().left()) {
            return;
        }
        campaigns.forEach(campaign -> overdue(campaign, known, found));
        Set<Item> items = new HashSet<>();
        Set<EntitlementName> entitlements = new HashSet<>();
        for (Fact.Reviewed review : known.facts(Fact.Reviewed.class)) {
            items.add(new Item(review.campaignId(), review.entitlement()));
            entitlements.add(review.entitlement());
        }
        items.forEach(item -> selfReview(item, known, found));
        entitlements.forEach(entitlement -> conflict(entitlement, known, found));
    }

    private static void overdue(Campaign campaign, Known known, Found found) {
        Instant start = campaign.startsAt() == null ? lastChange(campaign, known) : campaign.startsAt();
        if (start == null) {
            return;
        }
        Instant due = start.plus(campaign.due());
        Instant end = due.plus(campaign.overdue());
        if (known.now().isBefore(due)
                || !known.now().isBefore(end)
                || !known.status(start).employed()) {
            return;
        }
        String id = campaign.startsAt() == null ? campaign.id() + "/" + start : campaign.id();
        boolean open = campaign.entitlements().stream()
                .anyMatch(entitlement -> known.holds(entitlement, start)
                        && known.holds(entitlement)
                        && !isDecided(new Item(id, entitlement), start, end, known));
        if (open) {
            found.stands(OVERDUE, "MEDIUM", known.identityId(), id);
        }
    }

    /** When any of the attributes got another value last; null if none ever did. */
    private static Instant lastChange(Campaign campaign, Known known) {
        Instant last = null;
        for (String attribute : campaign.onChangeOf()) {
            String before = null;
            for (Instant at : known.instantsOfHr().headSet(known.now(), true)) {
                String value = known.attribute(attribute, at);
                if (before != null && !before.equals(value) && (last == null || at.isAfter(last))) {
                    last = at;
                }
                before = value;
            }
        }
        return last;
    }

    /** Whether somebody else has decided in the time of the review; who abstains takes nothing back. */
    private static boolean isDecided(Item item, Instant start, Instant end, Known known) {
        boolean decided = false;
        for (Fact.Reviewed review : known.facts(Fact.Reviewed.class)) {
            boolean counts = isAbout(item, review)
                    && !review.reviewerId().equals(known.identityId())
                    && !review.at().isBefore(start)
                    && review.at().isBefore(end);
            decided |= counts && !review.decision().equals("ABSTAIN");
        }
        return decided;
    }

    private static boolean isAbout(Item item, Fact.Reviewed review) {
        return review.campaignId().equals(item.campaignId())
                && review.entitlement().equals(item.entitlement());
    }

    private static void selfReview(Item item, Known known, Found found) {
        boolean own = false;
        for (Fact.Reviewed review : known.facts(Fact.Reviewed.class)) {
            if (isAbout(item, review) && !review.decision().equals("ABSTAIN")) {
                own = review.reviewerId().equals(known.identityId());
            }
        }
        if (own && known.holds(item.entitlement())) {
            found.stands(
                    SELF_REVIEW,
                    "HIGH",
                    known.identityId(),
                    item.campaignId(),
                    item.entitlement().text());
        }
    }

    private void conflict(EntitlementName entitlement, Known known, Found found) {
        if (roles.give(entitlement, known)
                && known.holds(entitlement)
                && Reviews.revokedAt(known, entitlement) != null) {
            found.stands(CONFLICT, "MEDIUM", known.identityId(), entitlement.text());
        }
    }
}
