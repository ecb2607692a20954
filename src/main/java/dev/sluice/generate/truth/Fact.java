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

    /** A fact about an account. Entitlement, limits and snapshot may be null. */
    record Access(
            Origin origin,
            String action,
            AccountName account,
            EntitlementName entitlement,
            Instant validFrom,
            Instant validTo,
            List<EntitlementName> snapshot)
            implements Fact {}

    /** What a reviewer said of an entitlement. */
    record Reviewed(Origin origin, EntitlementName entitlement, String decision, String reviewerId) implements Fact {}
}
