package dev.sluice.generate.truth;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Something that happened to one identity, as the plain JSON tells it. */
sealed interface Fact {
    /** Facts have one total order; a missing sequence comes first. */
    Comparator<Fact> ORDER = Comparator.comparing((Fact fact) -> fact.origin().occurredAt())
            .thenComparing(fact -> fact.origin().source())
            .thenComparing(fact -> fact.origin().sequence(), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(fact -> fact.origin().eventId());

    Origin origin();

    default Instant at() {
        return origin().occurredAt();
    }

    /** When whom it is about learns of it: when it happens, where nothing else is said. */
    default Instant knownAt() {
        return at();
    }

    /** Where a fact comes from; sequence may be null. */
    record Origin(Instant occurredAt, String source, Long sequence, String eventId) {}

    /** A record of HR. All but origin, action, employment and attributes may be null; the attributes are those it tells. */
    record Hr(
            Origin origin,
            String action,
            String employment,
            Instant effectiveAt,
            LocalDate startDate,
            LocalDate endDate,
            String timeZone,
            boolean complete,
            String leaveKind,
            Map<String, String> attributes)
            implements Fact {
        /** From when it holds. */
        Instant effective() {
            return effectiveAt == null ? at() : effectiveAt;
        }
    }

    /**
     * A fact about an account. Its kind, entitlement, limits and snapshot may be null, and since when its owner is known, if that
     * is told with it.
     */
    record Access(
            Origin origin,
            String action,
            AccountName account,
            String kind,
            EntitlementName entitlement,
            Instant validFrom,
            Instant validTo,
            List<EntitlementName> snapshot,
            Instant ownerSince)
            implements Fact {
        Access knownSince(Instant since) {
            return new Access(origin, action, account, kind, entitlement, validFrom, validTo, snapshot, since);
        }

        @Override
        public Instant knownAt() {
            return ownerSince == null || ownerSince.isBefore(at()) ? at() : ownerSince;
        }
    }

    /** What a reviewer said of an entitlement. */
    record Reviewed(Origin origin, String campaignId, EntitlementName entitlement, String decision, String reviewerId)
            implements Fact {}

    /** That a campaign about the identity begins or ends; all that follows is that somebody has told of it. */
    record Campaign(Origin origin) implements Fact {}

    /** A step of a request for access. All but origin, action and id may be null. */
    record Requested(
            Origin origin,
            String action,
            String requestId,
            String requestedBy,
            String approvedBy,
            EntitlementName entitlement,
            Instant validTo)
            implements Fact {}

    /** Somebody accepts something of an identity, or no longer. Either rule or entitlement may be null, and the end. */
    record Accepted(
            Origin origin,
            String action,
            String ruleId,
            EntitlementName entitlement,
            String approvedBy,
            Instant validTo)
            implements Fact {}

    /** A conflict of duties that another system reports. Rule and severity may be null. */
    record Reported(Origin origin, String ruleId, String severity) implements Fact {}
}
