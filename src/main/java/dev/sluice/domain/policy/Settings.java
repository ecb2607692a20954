package dev.sluice.domain.policy;

import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Precedence;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;

/**
 * What holds for all systems and identities (kind: Settings, id: default).
 *
 * @param lateness how late activity may arrive and still be judged; later activity is audited STALE; zero or more
 * @param skew how far an event's occurredAt may lie ahead of its arrival before it is refused as FUTURE_EVENT; zero or
 *     more, of which what is beyond {@link #MAX_SKEW} counts as that
 * @param timeZone the zone of dates where neither the record nor the identity names one
 * @param dedupe how long (event time) the ids of seen events are remembered; positive
 * @param maxEventBytes the largest event that is decoded, in bytes; 1024 to 16 MiB
 * @param brake when a mass change stops commands
 * @param approvals how long a request for access may wait for its approval
 * @param absence what it means that a feed no longer lists somebody
 * @param precedence whose word on an attribute counts where several sources tell of it
 * @param detection from when on what somebody does is a finding
 * @param remediation what people are asked to do about findings
 * @param sessions what privileged sessions, check-outs and leases have to keep to
 * @param owners who counts as the owner of a service
 */
public record Settings(
        Duration lateness,
        Duration skew,
        ZoneId timeZone,
        Duration dedupe,
        int maxEventBytes,
        Brake brake,
        Approvals approvals,
        Absence absence,
        Precedence precedence,
        Detection detection,
        Remediation remediation,
        SessionRules sessions,
        OwnerRules owners) {
    /**
     * The longest skew that has an effect. Tasks do not believe each other an instant farther ahead than this. The topics are
     * stricter still: their brokers refuse a record whose timestamp is more than an hour ahead (message.timestamp.after.max.ms).
     */
    public static final Duration MAX_SKEW = Duration.ofDays(1);

    /** Two days of lateness, five minutes of skew, UTC, seven days of memory, one mebibyte. */
    public static final Settings DEFAULTS = new Settings(
            Duration.ofDays(2),
            Duration.ofMinutes(5),
            ZoneId.of("UTC"),
            Duration.ofDays(7),
            1 << 20,
            Brake.DEFAULTS,
            Approvals.DEFAULTS,
            Absence.DEFAULTS,
            Precedence.NONE,
            Detection.DEFAULTS,
            Remediation.NONE,
            SessionRules.DEFAULTS,
            OwnerRules.DEFAULTS);

    /** Refuses null and values out of bounds. */
    public Settings {
        Checks.notNegative("lateness", lateness);
        // An earlier version took longer ones: a set that is in force must be read.
        skew = Checks.notNegative("skew", skew).compareTo(MAX_SKEW) > 0 ? MAX_SKEW : skew;
        Objects.requireNonNull(timeZone, "timeZone");
        Checks.positive("dedupe", dedupe);
        Checks.between("maxEventBytes", maxEventBytes, 1024, 16 << 20);
        Objects.requireNonNull(brake, "brake");
        Objects.requireNonNull(approvals, "approvals");
        Objects.requireNonNull(absence, "absence");
        Objects.requireNonNull(precedence, "precedence");
        Objects.requireNonNull(detection, "detection");
        Objects.requireNonNull(remediation, "remediation");
        Objects.requireNonNull(sessions, "sessions");
        Objects.requireNonNull(owners, "owners");
    }

    /**
     * Settings with the usual rules for owners.
     *
     * @param lateness as above
     * @param skew as above
     * @param timeZone as above
     * @param dedupe as above
     * @param maxEventBytes as above
     * @param brake as above
     * @param approvals as above
     * @param absence as above
     * @param precedence as above
     * @param detection as above
     * @param remediation as above
     * @param sessions as above
     */
    public Settings(
            Duration lateness,
            Duration skew,
            ZoneId timeZone,
            Duration dedupe,
            int maxEventBytes,
            Brake brake,
            Approvals approvals,
            Absence absence,
            Precedence precedence,
            Detection detection,
            Remediation remediation,
            SessionRules sessions) {
        this(
                lateness,
                skew,
                timeZone,
                dedupe,
                maxEventBytes,
                brake,
                approvals,
                absence,
                precedence,
                detection,
                remediation,
                sessions,
                OwnerRules.DEFAULTS);
    }

    /**
     * The same settings with another handling of findings.
     *
     * @param detects from when on what somebody does is a finding
     * @param asks what people are asked to do about findings
     * @return a copy
     */
    public Settings with(Detection detects, Remediation asks) {
        return new Settings(
                lateness,
                skew,
                timeZone,
                dedupe,
                maxEventBytes,
                brake,
                approvals,
                absence,
                precedence,
                detects,
                asks,
                sessions,
                owners);
    }

    /**
     * The same settings with other rules for sessions.
     *
     * @param rules what sessions, check-outs and leases have to keep to
     * @return a copy
     */
    public Settings with(SessionRules rules) {
        return new Settings(
                lateness,
                skew,
                timeZone,
                dedupe,
                maxEventBytes,
                brake,
                approvals,
                absence,
                precedence,
                detection,
                remediation,
                rules,
                owners);
    }

    /**
     * The same settings with other rules for owners.
     *
     * @param rules who counts as the owner of a service
     * @return a copy
     */
    public Settings with(OwnerRules rules) {
        return new Settings(
                lateness,
                skew,
                timeZone,
                dedupe,
                maxEventBytes,
                brake,
                approvals,
                absence,
                precedence,
                detection,
                remediation,
                sessions,
                rules);
    }

    /**
     * How what HR has said is read.
     *
     * @return zone, absence and precedence
     */
    public HrRules hrRules() {
        return new HrRules(timeZone, absence.terminate() ? absence.after().toMillis() : Long.MAX_VALUE, precedence);
    }
}
