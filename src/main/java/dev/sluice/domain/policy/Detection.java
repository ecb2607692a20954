package dev.sluice.domain.policy;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * From when on what somebody does is a finding.
 *
 * @param bruteForce so many log-ins fail within a time before one succeeds
 * @param mfaFatigue so many challenges are denied within a time
 * @param travel how far apart and how fast is impossible
 * @param learn how long after the first log-in with a country none is new; zero or more
 * @param networks from where nobody's place can be told: own egress, VPN
 * @param breakGlass the accounts for emergencies
 * @param quiet how long a finding about something that happened stays open after its day, or after it was opened if that was later;
 *     positive
 * @param raiseFrom from which severity on an anomaly that others report makes what else is open of the identity matter more
 * @param findings how the kinds are handled; defaults for those that are not named
 * @param passwordSpray passwords of so many are tried from one address
 */
public record Detection(
        Threshold bruteForce,
        Threshold mfaFatigue,
        Travel travel,
        Duration learn,
        List<Network> networks,
        Set<AccountKey> breakGlass,
        Duration quiet,
        Severity raiseFrom,
        Map<ActivityFinding, ActivityFinding.Handling> findings,
        PasswordSpray passwordSpray) {
    /** The longest time over which anything is compared: how much is kept of everybody follows from it. */
    public static final Duration LONGEST = Duration.ofDays(1);

    /** The most that a threshold can ask for. */
    public static final int MOST = 50;

    /** What is published of detectors: ten failures in twenty minutes, five denials in ten, 900 km/h and 500 km in a day. */
    public static final Detection DEFAULTS = new Detection(
            new Threshold(10, Duration.ofMinutes(20)),
            new Threshold(5, Duration.ofMinutes(10)),
            new Travel(500, 900, Duration.ofDays(1)),
            Duration.ofDays(14),
            List.of(),
            Set.of(),
            Duration.ofDays(30),
            Severity.HIGH,
            Map.of(),
            PasswordSpray.DEFAULTS);

    /** Copies, and refuses values out of bounds. */
    public Detection {
        Objects.requireNonNull(bruteForce, "bruteForce");
        Objects.requireNonNull(mfaFatigue, "mfaFatigue");
        Objects.requireNonNull(travel, "travel");
        Checks.notNegative("detection.learn", learn);
        Checks.positive("detection.quiet", quiet);
        Objects.requireNonNull(raiseFrom, "anomalies.raiseFrom");
        networks = List.copyOf(networks);
        breakGlass = Set.copyOf(breakGlass);
        findings = Map.copyOf(findings);
        Objects.requireNonNull(passwordSpray, "passwordSpray");
    }

    /**
     * The same with other thresholds for what is tried from one address.
     *
     * @param spray the thresholds
     * @return a copy
     */
    public Detection with(PasswordSpray spray) {
        return new Detection(
                bruteForce, mfaFatigue, travel, learn, networks, breakGlass, quiet, raiseFrom, findings, spray);
    }

    /**
     * How often within which time.
     *
     * @param count how often; 1 to {@value Detection#MOST}
     * @param within the time; positive, at most a day
     */
    public record Threshold(int count, Duration within) {
        /** Refuses values out of bounds. */
        public Threshold {
            Checks.between("detection: the number", count, 1, MOST);
            atMostADay(within);
        }
    }

    /**
     * What nobody can travel.
     *
     * @param kilometres what is nearer is never impossible: places are told with so little certainty; 1 or more
     * @param kilometresPerHour what is slower is possible; 1 or more
     * @param within log-ins further apart in time are not compared; positive, at most a day
     */
    public record Travel(int kilometres, int kilometresPerHour, Duration within) {
        /** Refuses values out of bounds. */
        public Travel {
            Checks.atLeast("detection.travel.kilometres", kilometres, 1);
            Checks.atLeast("detection.travel.kilometresPerHour", kilometresPerHour, 1);
            atMostADay(within);
        }
    }

    private static void atMostADay(Duration within) {
        if (Checks.positive("detection: within", within).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("detection: within is " + within + "; give at most " + LONGEST + ".");
        }
    }

    /**
     * How a kind of finding is handled.
     *
     * @param kind the kind
     * @return what the policy says, or else the defaults
     */
    public ActivityFinding.Handling finding(ActivityFinding kind) {
        ActivityFinding.Handling handling = findings.get(kind);
        return handling == null ? kind.defaults() : handling;
    }

    /**
     * Whether an address is in one of the networks from which nobody's place can be told.
     *
     * @param address a literal address, or null
     * @return false also if it is no address
     */
    public boolean hidesPlaces(String address) {
        return !networks.isEmpty()
                && Network.address(address)
                        .map(bytes -> networks.stream().anyMatch(network -> network.holds(bytes)))
                        .orElse(false);
    }
}
