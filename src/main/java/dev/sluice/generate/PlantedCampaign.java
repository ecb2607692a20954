package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The campaigns of every generated organisation. They are about access that only planted figures have, so that nobody else is asked. */
enum PlantedCampaign {
    /** It is over long before the history ends. */
    SPRING(List.of("ledger:book", "ledger:close", "ledger:base", "treasury:pay")),
    /** It is overdue when the history ends. */
    AUTUMN(List.of("ledger:report")),
    /** It starts for each who moves. */
    MOVERS(List.of("ledger:moving")),
    /** Others run it, so that no policy tells of it. */
    OTHERS(List.of());

    /** How long reviewers have. */
    static final Duration DUE = Duration.ofDays(14);

    private static final Duration OVERDUE = Duration.ofDays(7);
    private static final Duration SPRING_BEGINS = Duration.ofDays(60);
    private static final Duration AUTUMN_LASTS = DUE.plus(Duration.ofDays(4));

    private final List<String> entitlements;

    PlantedCampaign(List<String> entitlements) {
        this.entitlements = entitlements;
    }

    boolean isRunByPolicy() {
        return !entitlements.isEmpty();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT) + "-review";
    }

    /** The id under which decisions name it, when it starts for somebody. */
    String idAt(Instant start) {
        return this == MOVERS ? id() + "/" + start : id();
    }

    /** When it starts; of movers, when those of the stories move. */
    Instant startsAt(GeneratorSettings settings) {
        return this == AUTUMN
                ? settings.end().minus(AUTUMN_LASTS)
                : settings.start().plus(SPRING_BEGINS);
    }

    /** The policy document. What nobody answers is kept. */
    String policy(GeneratorSettings settings) {
        StringBuilder policy = new StringBuilder("kind: Campaign\nid: " + id() + "\nentitlements:\n");
        entitlements.forEach(
                entitlement -> policy.append("  - \"").append(entitlement).append("\"\n"));
        String starts = this == MOVERS ? "onChangeOf: [department]" : "startsAt: \"" + startsAt(settings) + "\"";
        return policy.append(starts)
                .append("\ndue: " + iso(DUE) + "\noverdue: " + iso(OVERDUE) + "\nonSilence: keep\n")
                .toString();
    }

    private static String iso(Duration days) {
        return "P" + days.toDays() + "D";
    }
}
