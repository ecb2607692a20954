package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How one identity stood, one standing after the other. */
final class StandingTruth {
    private final String identityId;
    private final List<Standing> standings = new ArrayList<>();

    StandingTruth(String identityId) {
        this.identityId = identityId;
    }

    List<Standing> standings() {
        return standings;
    }

    /** Looks at an instant that is not before the one looked at last. What is as before is told once. */
    void look(HrStatus status, Map<String, String> attributes, Holdings holdings, Map<Demand, Instant> heldSince) {
        Standing now = new Standing(
                identityId,
                word(status.phase()),
                attributes,
                holdings.accounts().entrySet().stream()
                        .map(account -> new Standing.KnownAccount(
                                account.getKey(),
                                account.getValue().state().name(),
                                account.getValue().since()))
                        .toList(),
                heldSince.entrySet().stream()
                        .map(held -> new Standing.HeldEntitlement(
                                held.getKey().entitlement(),
                                held.getKey().account().name(),
                                held.getValue()))
                        .sorted(Comparator.comparing(Standing.HeldEntitlement::entitlement)
                                .thenComparing(Standing.HeldEntitlement::account))
                        .toList());
        if (standings.isEmpty() || !standings.get(standings.size() - 1).equals(now)) {
            standings.add(now);
        }
    }

    private static String word(HrStatus.Phase phase) {
        return switch (phase) {
            case UNKNOWN -> "UNKNOWN";
            case AHEAD -> "PRE_HIRE";
            case AT_WORK -> "ACTIVE";
            case ON_LEAVE -> "ON_LEAVE";
            case LEFT -> "TERMINATED";
        };
    }
}
