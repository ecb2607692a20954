package dev.sluice.domain.policy;

import dev.sluice.domain.correlation.CorrelationRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How Sluice treats one target system (kind: System).
 *
 * @param id the system's name, as accounts and entitlements give it; not blank
 * @param mode what Sluice may do there
 * @param unsanctioned what becomes of access that never had a reason
 * @param joiner how joiners are prepared
 * @param leaver when a leaver's access ends
 * @param leave what becomes of accounts during leave
 * @param retry how unanswered commands are repeated
 * @param dormantAfter how long an account may be unused before it counts as dormant; positive, or null if none does
 * @param findings how findings about access without a reason are handled, by kind; defaults for those that are not named
 * @param sync which changes of attributes are passed on to accounts
 * @param correlate how the owner of an account is found, in order of preference
 * @param guests how long an account of a guest may be used; positive, or null if nobody asks
 * @param groups which groups the system is to have
 */
public record SystemPolicy(
        String id,
        Mode mode,
        Unsanctioned unsanctioned,
        Joiner joiner,
        Leaver leaver,
        Leave leave,
        Retry retry,
        Duration dormantAfter,
        Map<AccessFinding, AccessFinding.Handling> findings,
        Sync sync,
        List<CorrelationRule> correlate,
        Duration guests,
        GroupPolicy groups) {
    /** Refuses null, a blank id, and a {@code dormantAfter} or {@code guests} that isn't positive. */
    public SystemPolicy {
        if (Objects.requireNonNull(id, "id").isBlank()) {
            throw new IllegalArgumentException("A System policy has a blank id; name the system.");
        }
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(unsanctioned, "unsanctioned");
        Objects.requireNonNull(joiner, "joiner");
        Objects.requireNonNull(leaver, "leaver");
        Objects.requireNonNull(leave, "leave");
        Objects.requireNonNull(retry, "retry");
        if (dormantAfter != null) {
            Checks.positive("dormantAfter", dormantAfter);
        }
        findings = Map.copyOf(findings);
        Objects.requireNonNull(sync, "sync");
        correlate = List.copyOf(correlate);
        if (guests != null) {
            Checks.positive("guests", guests);
        }
        Objects.requireNonNull(groups, "groups");
    }

    /**
     * How a kind of finding is handled here.
     *
     * @param kind the kind
     * @return what the policy says, or else the defaults
     */
    public AccessFinding.Handling finding(AccessFinding kind) {
        AccessFinding.Handling handling = findings.get(kind);
        return handling == null ? kind.defaults() : handling;
    }

    /**
     * The policy of a system that no document speaks of.
     *
     * @param id the system's name
     * @return all defaults: mode REPORT, so findings but no commands
     */
    public static SystemPolicy defaults(String id) {
        return new SystemPolicy(
                id,
                Mode.REPORT,
                Unsanctioned.REPORT,
                Joiner.DEFAULTS,
                Leaver.DEFAULTS,
                Leave.DEFAULTS,
                Retry.DEFAULTS,
                null,
                Map.of(),
                Sync.NONE,
                List.of(),
                null,
                GroupPolicy.NONE);
    }

    /**
     * The same policy with another mode.
     *
     * @param other the mode
     * @return a copy
     */
    public SystemPolicy withMode(Mode other) {
        return new SystemPolicy(
                id,
                other,
                unsanctioned,
                joiner,
                leaver,
                leave,
                retry,
                dormantAfter,
                findings,
                sync,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with other repeats.
     *
     * @param other how unanswered commands are repeated
     * @return a copy
     */
    public SystemPolicy withRetry(Retry other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                leave,
                other,
                dormantAfter,
                findings,
                sync,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with another handling of access that never had a reason.
     *
     * @param other what becomes of it
     * @return a copy
     */
    public SystemPolicy withUnsanctioned(Unsanctioned other) {
        return new SystemPolicy(
                id, mode, other, joiner, leaver, leave, retry, dormantAfter, findings, sync, correlate, guests, groups);
    }

    /**
     * The same policy with another handling of findings.
     *
     * @param other the handling by kind
     * @return a copy
     */
    public SystemPolicy withFindings(Map<AccessFinding, AccessFinding.Handling> other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                leave,
                retry,
                dormantAfter,
                other,
                sync,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with another handling of leaves.
     *
     * @param other what becomes of accounts during leave
     * @return a copy
     */
    public SystemPolicy withLeave(Leave other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                other,
                retry,
                dormantAfter,
                findings,
                sync,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with another preparation of joiners.
     *
     * @param other how joiners are prepared
     * @return a copy
     */
    public SystemPolicy withJoiner(Joiner other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                other,
                leaver,
                leave,
                retry,
                dormantAfter,
                findings,
                sync,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with other leaver offsets.
     *
     * @param other the offsets
     * @return a copy
     */
    public SystemPolicy withLeaver(Leaver other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                other,
                leave,
                retry,
                dormantAfter,
                findings,
                sync,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with another time after which accounts count as dormant.
     *
     * @param other the time, or null for never
     * @return a copy
     */
    public SystemPolicy withDormantAfter(Duration other) {
        return new SystemPolicy(
                id, mode, unsanctioned, joiner, leaver, leave, retry, other, findings, sync, correlate, guests, groups);
    }

    /**
     * The same policy with other attributes that are passed on.
     *
     * @param other the attributes, and how
     * @return a copy
     */
    public SystemPolicy withSync(Sync other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                leave,
                retry,
                dormantAfter,
                findings,
                other,
                correlate,
                guests,
                groups);
    }

    /**
     * The same policy with other rules that find the owner of an account.
     *
     * @param other the rules, in order of preference
     * @return a copy
     */
    public SystemPolicy withCorrelate(List<CorrelationRule> other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                leave,
                retry,
                dormantAfter,
                findings,
                sync,
                other,
                guests,
                groups);
    }

    /**
     * The same policy with another time for which guests stay.
     *
     * @param other the time, or null for ever
     * @return a copy
     */
    public SystemPolicy withGuests(Duration other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                leave,
                retry,
                dormantAfter,
                findings,
                sync,
                correlate,
                other,
                groups);
    }

    /**
     * The same policy with other groups.
     *
     * @param other which groups the system is to have
     * @return a copy
     */
    public SystemPolicy withGroups(GroupPolicy other) {
        return new SystemPolicy(
                id,
                mode,
                unsanctioned,
                joiner,
                leaver,
                leave,
                retry,
                dormantAfter,
                findings,
                sync,
                correlate,
                guests,
                other);
    }
}
