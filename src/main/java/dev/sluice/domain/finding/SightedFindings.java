package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.activity.Span;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Evidence;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The findings about what was seen on a day: one for each kind and scope, told again when it has become more. */
final class SightedFindings {
    /** A finding is told once more when it has been seen so many times as often. */
    static final int TOLD_AGAIN = 10;

    private final IdentityState state;
    private final Detection detection;
    private final Trigger trigger;
    private final FindingBook book;

    SightedFindings(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.detection = policies.settings().detection();
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /** The open findings of some kinds. */
    List<FindingState> open(Predicate<String> kinds) {
        return book.open(kinds);
    }

    /** When nothing more will have been heard of a finding for long enough. */
    long quietAt(FindingState finding) {
        return Math.max(Sighting.dayOf(finding.scope()) + Span.DAY_MS, finding.openedAt())
                + detection.quiet().toMillis();
    }

    /** Whether the day of a sighting is so long ago that it is not told any more. */
    boolean isTooOld(Sighting sighting) {
        return Sighting.dayOf(sighting.scope())
                        + Span.DAY_MS
                        + detection.quiet().toMillis()
                <= state.clock();
    }

    /** What of a kind is told and what is not, by the ids of the findings: of one day only so many. */
    Map<String, Sighting> limited(ActivityFinding kind, List<Sighting> found) {
        Map<String, Sighting> standing = new TreeMap<>();
        if (detection.finding(kind).reported()) {
            DailyLimit.of(found, toldOf(kind)).forEach(sighting -> standing.put(id(kind, sighting), sighting));
        }
        return standing;
    }

    private Set<String> toldOf(ActivityFinding kind) {
        Set<String> scopes = new HashSet<>();
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen() && finding.kind().equals(kind.name())) {
                scopes.add(finding.scope());
            }
        }
        return scopes;
    }

    String id(ActivityFinding kind, Sighting sighting) {
        return Ids.finding(kind.name(), state.key(), sighting.scope());
    }

    /** Resolves a finding. */
    void resolve(FindingState finding, String cause, String what) {
        book.resolve(finding, cause, what + " " + finding.kind() + " by " + state.key() + " on " + finding.scope());
    }

    /** Resolves what the policy no longer reports. */
    void resolveUnreported(Predicate<String> kinds) {
        for (FindingState finding : open(kinds)) {
            if (!detection.finding(ActivityFinding.valueOf(finding.kind())).reported()) {
                resolve(finding, "POLICY", "The policy no longer reports");
            }
        }
    }

    /** Whether what stands is told already: it matters as much, and is not many times as much. */
    boolean isTold(FindingState before, ActivityFinding kind, Sighting sighting) {
        return before.severity() == severity(kind, sighting) && sighting.count() < TOLD_AGAIN * before.count();
    }

    Severity severity(ActivityFinding kind, Sighting sighting) {
        return book.raised(shifted(detection.finding(kind).severity(), sighting.shift()));
    }

    /** Opens a finding, or tells that it has become more. */
    void put(String id, ActivityFinding kind, Sighting sighting) {
        FindingState before = state.findings().get(id);
        boolean stood = before != null && before.isOpen();
        Severity severity = severity(kind, sighting);
        AccountKey account = sighting.account();
        FindingState after = new FindingState(
                id,
                kind.name(),
                account == null ? "" : account.system(),
                account == null ? "" : account.name(),
                FindingStatus.OPEN,
                severity,
                List.of(),
                stood ? before.openedAt() : state.clock(),
                before == null ? 1 : before.episode() + (stood ? 0 : 1),
                "",
                sighting.scope(),
                sighting.firstAt(),
                sighting.count());
        String cause = !stood ? "DETECTED" : before.severity() == severity ? "REPEATED" : "SEVERITY_CHANGED";
        book.put(after, cause, state.key() + " " + sighting.text(), null, evidence(sighting));
    }

    private List<Evidence> evidence(Sighting sighting) {
        String text = sighting.count() + (sighting.count() == 1 ? " time" : " times") + ", from "
                + Instant.ofEpochMilli(sighting.firstAt()) + " to "
                + Instant.ofEpochMilli(sighting.lastAt()) + ".";
        return List.of(new Evidence(trigger.eventId(), List.of(), text));
    }

    static Severity shifted(Severity severity, int shift) {
        int to = severity.ordinal() + shift;
        int lowest = Severity.LOW.ordinal();
        int highest = Severity.CRITICAL.ordinal();
        return Severity.values()[Math.max(lowest, Math.min(highest, to))];
    }
}
