package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.activity.Sighting;
import dev.sluice.domain.activity.Span;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.spray.SourceAddress;
import dev.sluice.domain.spray.Tried;
import dev.sluice.domain.spray.TriedSpan;
import dev.sluice.domain.spray.Tries;
import dev.sluice.event.Evidence;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * PASSWORD_SPRAY: log-ins of many users failed from one address, of each so few that nothing is to be seen of it by itself. One finding
 * for each address and day on which it began.
 */
public final class PasswordSprays {
    /** The kind of these findings. */
    public static final ActivityFinding KIND = ActivityFinding.PASSWORD_SPRAY;

    private final IdentityState state;
    private final Tries tries;
    private final Policies policies;
    private final Detection detection;
    private final Trigger trigger;
    private final Decisions out;

    /**
     * One evaluation.
     *
     * @param state the address
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public PasswordSprays(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.tries = state.tries();
        this.policies = policies;
        this.detection = policies.settings().detection();
        this.trigger = trigger;
        this.out = out;
    }

    /**
     * Whether anybody wants to know of a spray.
     *
     * @param detection the policy
     * @return false if nothing is to be counted either
     */
    public static boolean isReported(Detection detection) {
        return detection.finding(KIND).reported();
    }

    /**
     * Looks at what a try can have changed.
     *
     * @param tried the try, which was recorded
     * @return the days of which there is something to tell, since the epoch; mostly none
     */
    public Set<Long> look(Tried tried) {
        Set<Long> days = new TreeSet<>(tries.find(tried.minute(), detection.passwordSpray()));
        days.add(Math.floorDiv(tried.firstAt(), Span.DAY_MS));
        days.removeIf(day -> !isNews(day));
        return days;
    }

    /**
     * Tells what stands.
     *
     * @param days what {@link #look} gave
     */
    public void tell(Set<Long> days) {
        days.forEach(this::stand);
    }

    /** Looks at everything that is kept, since the policies have changed. */
    public void evaluate() {
        if (!isReported(detection)) {
            book().open(KIND.name()).forEach(finding -> resolve("The policy no longer reports", finding));
            tries.clear();
            return;
        }
        for (long day : tries.refute(detection.passwordSpray())) {
            FindingState finding = state.findings().get(id(day));
            if (finding != null && finding.isOpen()) {
                resolve("The policy no longer finds", finding);
            }
        }
        tries.find(detection.passwordSpray());
        tries.days().keySet().stream().filter(this::isNews).forEach(this::stand);
    }

    /** With the clock of the address as it is when something is told. */
    private FindingBook book() {
        return new FindingBook(state, policies, trigger, out);
    }

    private void resolve(String what, FindingState finding) {
        book().resolve(
                        finding,
                        "POLICY",
                        what + " " + finding.kind() + " by " + state.key() + " on " + finding.scope());
    }

    private static String scope(long day) {
        return Sighting.day(day * Span.DAY_MS);
    }

    private String id(long day) {
        return Ids.finding(KIND.name(), state.key(), scope(day));
    }

    /** Behind an own egress many share an address, and some of them mistype: it matters less, and is seen all the same. */
    private Severity severity() {
        boolean shared = detection.hidesPlaces(SourceAddress.literal(state.key()));
        return SightedFindings.shifted(detection.finding(KIND).severity(), shared ? -1 : 0);
    }

    private boolean isNews(long day) {
        TriedSpan span = tries.days().get(day);
        if (span == null) {
            return false;
        }
        FindingState before = state.findings().get(id(day));
        return before == null
                || !before.isOpen()
                || before.severity() != severity()
                || span.users().estimate() >= SightedFindings.TOLD_AGAIN * before.count();
    }

    private void stand(long day) {
        TriedSpan span = tries.days().get(day);
        FindingState before = state.findings().get(id(day));
        boolean stood = before != null && before.isOpen();
        boolean tooOld = (day + 1) * Span.DAY_MS + detection.quiet().toMillis() <= state.clock();
        if (!stood && tooOld) {
            return;
        }
        Severity severity = severity();
        long users = span.users().estimate();
        FindingState after = new FindingState(
                id(day),
                KIND.name(),
                "",
                "",
                FindingStatus.OPEN,
                severity,
                List.of(),
                stood ? before.openedAt() : state.clock(),
                before == null ? 1 : before.episode() + (stood ? 0 : 1),
                "",
                scope(day),
                span.firstAt(),
                users);
        String cause = !stood ? "DETECTED" : before.severity() == severity ? "REPEATED" : "SEVERITY_CHANGED";
        String text = "passwords of " + (span.users().isFull() ? "about " : "") + users + " users were tried, in "
                + span.attempts() + " log-ins that failed from " + Instant.ofEpochMilli(span.firstAt()) + " to "
                + Instant.ofEpochMilli(span.lastAt());
        Evidence evidence = new Evidence(trigger.eventId(), List.of(), "From " + state.key() + " " + text + ".");
        book().put(after, cause, state.key() + ": " + text, null, List.of(evidence));
    }
}
