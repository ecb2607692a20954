package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What has been approved of one identity's requests, and by whom, at an instant. */
final class Approvals {
    private static final String APPROVED = "REQUEST_APPROVED";
    private static final String SUBMITTED = "REQUEST_SUBMITTED";

    private final Known known;
    private final Map<String, List<Fact.Requested>> requests;

    Approvals(Known known) {
        this.known = known;
        this.requests = known.facts(Fact.Requested.class).stream()
                .collect(Collectors.groupingBy(Fact.Requested::requestId, TreeMap::new, Collectors.toList()));
    }

    Set<String> requestIds() {
        return requests.keySet();
    }

    /** Whether the last word on a request is the approval of who asked or benefits, and nobody else has decided. */
    boolean isApprovedByOneself(String requestId) {
        boolean byAnother = false;
        boolean byOneself = false;
        for (Fact.Requested fact : requests.get(requestId)) {
            if (!fact.action().equals(APPROVED)) {
                boolean refused = !fact.action().equals(SUBMITTED);
                byAnother &= !refused;
                byOneself &= !refused;
            } else if (own(requestId).contains(fact.approvedBy())) {
                byOneself = !byAnother;
            } else {
                byAnother = true;
                byOneself = false;
            }
        }
        return byOneself;
    }

    private Set<String> own(String requestId) {
        Set<String> own = new HashSet<>(Set.of(known.identityId()));
        requests.get(requestId).stream()
                .map(Fact.Requested::requestedBy)
                .filter(Objects::nonNull)
                .forEach(own::add);
        return own;
    }

    /** Whether a request gives an entitlement: approved by somebody else, not over, and not revoked by a reviewer since. */
    boolean give(EntitlementName entitlement) {
        return requests.keySet().stream().anyMatch(id -> gives(id, entitlement));
    }

    private boolean gives(String requestId, EntitlementName entitlement) {
        Instant submitted = null;
        Instant approved = null;
        Instant until = null;
        for (Fact.Requested fact : requests.get(requestId)) {
            if (!Objects.equals(fact.entitlement(), entitlement)) {
                continue;
            }
            if (fact.action().equals(SUBMITTED)) {
                submitted = fact.at();
            } else if (!fact.action().equals(APPROVED)) {
                approved = null;
            } else if (!own(requestId).contains(fact.approvedBy())) {
                approved = approved == null ? fact.at() : approved;
            }
            until = fact.validTo() == null ? until : fact.validTo();
        }
        return approved != null
                && (until == null || known.now().isBefore(until))
                && !isRevokedSince(entitlement, approved)
                && known.isEmployedSince(submitted);
    }

    private boolean isRevokedSince(EntitlementName entitlement, Instant at) {
        Instant revoked = Reviews.revokedAt(known, entitlement);
        return revoked != null && revoked.isAfter(at);
    }
}
