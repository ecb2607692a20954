package dev.sluice.generate.truth;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Why one identity is to have an entitlement, at any instant, by what is known at one: asked instant by instant, with nothing
 * remembered but the answers.
 */
final class OracleReasons {
    /** The best first. */
    enum Reason {
        GIVEN,
        OVERLAP,
        AHEAD
    }

    private final List<OracleRoles.Role> roles;
    private final List<Fact.Hr> known;
    private final List<OracleRequest> requests;
    private final Employments employments;
    private final Map<EntitlementName, Instant> revoked = new HashMap<>();
    private final NavigableSet<Instant> instants = new TreeSet<>();
    private final Map<Instant, HrStatus> statuses = new HashMap<>();
    private final Map<Instant, Map<String, String>> shown = new HashMap<>();

    OracleReasons(
            List<OracleRoles.Role> roles, List<Fact.Hr> known, List<OracleRequest> requests, Employments employments) {
        this.roles = roles;
        this.known = known;
        this.requests = requests;
        this.employments = employments;
        instants.addAll(employments.instants(known));
        for (Fact.Hr fact : known) {
            instants.add(fact.at());
            instants.add(fact.effective());
            roles.forEach(role -> instants.add(shownFrom(fact).plus(role.overlap())));
        }
        requests.forEach(request -> instants.add(request.at()));
    }

    /** Says what reviewers have said, in order: their last word counts. */
    OracleReasons reviewed(String identity, List<Fact.Reviewed> reviews) {
        for (Fact.Reviewed review : reviews) {
            if (!review.reviewerId().equals(identity) && review.decision().equals("REVOKE")) {
                revoked.put(review.entitlement(), review.at());
            } else if (!review.reviewerId().equals(identity)
                    && review.decision().equals("CERTIFY")) {
                revoked.remove(review.entitlement());
            }
        }
        return this;
    }

    private boolean isRevoked(EntitlementName entitlement, Instant t) {
        Instant at = revoked.get(entitlement);
        return at != null && !t.isBefore(at);
    }

    private static Instant shownFrom(Fact.Hr fact) {
        return fact.effective().isAfter(fact.at()) ? fact.effective() : fact.at();
    }

    /** Every instant at which a reason or the status may change. */
    List<Instant> instants() {
        return List.copyOf(instants);
    }

    HrStatus status(Instant t) {
        return statuses.computeIfAbsent(t, instant -> employments.at(known, instant));
    }

    boolean employed(Instant t) {
        return status(t).employed();
    }

    /** The attributes as they showed at an instant: told by then and in effect. */
    private Map<String, String> shown(Instant t) {
        return shown.computeIfAbsent(
                t,
                instant -> Attributes.at(
                        known.stream()
                                .filter(fact -> !shownFrom(fact).isAfter(instant))
                                .toList(),
                        instant));
    }

    /** Why an entitlement was to be had at an instant, or null. */
    Reason at(EntitlementName entitlement, Instant t) {
        Reason best = isRequested(entitlement, t) ? Reason.GIVEN : null;
        for (OracleRoles.Role role : roles) {
            Reason reason = role.grants().contains(entitlement) ? at(role, t) : null;
            reason = reason == Reason.OVERLAP && isRevoked(entitlement, t) ? null : reason;
            best = best == null || reason != null && reason.compareTo(best) < 0 ? reason : best;
        }
        return best;
    }

    private Reason at(OracleRoles.Role role, Instant t) {
        if (employed(t)) {
            return role.isMet(shown(t)) ? Reason.GIVEN : isInOverlap(role, t) ? Reason.OVERLAP : null;
        }
        Instant start = status(t).phase() == HrStatus.Phase.AHEAD ? next(t, true) : null;
        return start != null && role.isMet(shown(start)) ? Reason.AHEAD : null;
    }

    /** Looks back for the instant at which the condition ceased to show, in the same time of employment. */
    private boolean isInOverlap(OracleRoles.Role role, Instant t) {
        for (Instant instant : instants.headSet(t, true).descendingSet()) {
            Instant before = instant.minusMillis(1);
            if (!employed(instant) || !employed(before)) {
                return false;
            }
            if (!role.isMet(shown(instant)) && role.isMet(shown(before))) {
                return t.isBefore(instant.plus(role.overlap()));
            }
        }
        return false;
    }

    /** The first instant after another at which somebody is employed, or is not. */
    private Instant next(Instant t, boolean employed) {
        for (Instant instant : instants.tailSet(t, false)) {
            if (employed(instant) == employed) {
                return instant;
            }
        }
        return null;
    }

    /** From the approval to the cancellation, but not beyond the employment in which it was submitted. */
    private boolean isRequested(EntitlementName entitlement, Instant t) {
        Map<String, Instant> submitted = new HashMap<>();
        Map<String, Instant> approved = new HashMap<>();
        for (OracleRequest request : requests) {
            if (request.at().isAfter(t) || !request.entitlement().equals(entitlement)) {
                continue;
            }
            if (isRevoked(entitlement, t) && request.at().isBefore(revoked.get(entitlement))) {
                // What was approved before counts no more; the submission does, where the approval came later.
                if (request.action().equals("REQUEST_SUBMITTED")) {
                    submitted.put(request.requestId(), request.at());
                }
                continue;
            }
            switch (request.action()) {
                case "REQUEST_SUBMITTED" -> submitted.put(request.requestId(), request.at());
                case "REQUEST_APPROVED" -> approved.put(request.requestId(), request.at());
                default -> approved.remove(request.requestId());
            }
        }
        return approved.keySet().stream().anyMatch(id -> worked(t) && !hasLeft(submitted.get(id), t));
    }

    /** Also where the rehire moved the start, so that by it somebody was not here before. */
    private boolean worked(Instant t) {
        boolean before = known.stream()
                .anyMatch(fact -> fact.action().equals("HIRED") && !start(fact).isAfter(t));
        return employed(t)
                || status(t).phase() == HrStatus.Phase.AHEAD
                        && before
                        && rehires().anyMatch(fact -> start(fact).isAfter(t));
    }

    /** Whether an employment that went on at an instant is over at another: by an end, or because a rehire was told since. */
    private boolean hasLeft(Instant since, Instant t) {
        boolean ended = instants.subSet(since, false, t, true).stream().anyMatch(instant -> !worked(instant));
        return ended
                || rehires()
                        .anyMatch(fact -> fact.at().isAfter(since)
                                && start(fact).isAfter(since)
                                && !start(fact).isAfter(t));
    }

    private Stream<Fact.Hr> rehires() {
        return known.stream().filter(fact -> fact.action().equals("REHIRED"));
    }

    private static Instant start(Fact.Hr hire) {
        boolean dated = hire.effectiveAt() == null && hire.startDate() != null;
        return dated ? hire.startDate().atStartOfDay(ZoneId.of(hire.timeZone())).toInstant() : hire.effective();
    }

    /** Whether there was a reason at any instant of a time, half open. */
    private boolean existed(EntitlementName entitlement, Instant from, Instant to) {
        return from.isBefore(to)
                && (existed(entitlement, from)
                        || instants.subSet(from, false, to, false).stream()
                                .anyMatch(instant -> existed(entitlement, instant)));
    }

    private boolean existed(EntitlementName entitlement, Instant t) {
        return worked(t) && isRequested(entitlement, t) || employed(t) && at(entitlement, t) != null;
    }

    /** Whether the last reason ended before an instant, and there was one. */
    boolean endedBefore(EntitlementName entitlement, Instant t, Instant now) {
        return existed(entitlement, Instant.EPOCH, t) && !existed(entitlement, t, now);
    }

    /** Whether what is held since an instant has lost its reason; of a leaver, before the end. */
    boolean lost(EntitlementName entitlement, Instant since, Instant now) {
        if (status(now).phase() == HrStatus.Phase.UNKNOWN || at(entitlement, now) != null) {
            return false;
        }
        Instant reviewed = revoked.get(entitlement);
        boolean refused = reviewed != null && reviewed.isAfter(since);
        if (!status(now).left()) {
            return refused || existed(entitlement, since, now);
        }
        Instant end = status(now).since();
        if (refused && reviewed.isBefore(end)) {
            return true;
        }
        Instant before = end.minusMillis(1);
        return !existed(entitlement, before) && existed(entitlement, since, end);
    }

    /** Whether somebody was not employed at any instant since another, or was hired again. */
    boolean leftSince(Instant since, Instant now) {
        return !employed(since) || hasLeft(since, now);
    }
}
