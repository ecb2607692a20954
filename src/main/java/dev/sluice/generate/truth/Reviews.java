package dev.sluice.generate.truth;

import java.time.Instant;

/** What reviewers have said of one identity. */
final class Reviews {
    private Reviews() {}

    /** When a reviewer said last that something has to go, unless one has said otherwise since; null if none did. */
    static Instant revokedAt(Known known, EntitlementName entitlement) {
        Instant revoked = null;
        for (Fact.Reviewed review : known.facts(Fact.Reviewed.class)) {
            boolean counts = review.entitlement().equals(entitlement)
                    && !review.reviewerId().equals(known.identityId())
                    && !review.decision().equals("ABSTAIN");
            if (counts) {
                revoked = review.decision().equals("REVOKE") ? review.at() : null;
            }
        }
        return revoked;
    }
}
