package dev.sluice.domain.policy;

import java.time.Duration;
import java.util.Objects;

/**
 * From when on it is a spray that log-ins of many users fail from one address. Either rule is enough.
 *
 * @param fast many users within a short time
 * @param slow fewer users, tried several times, within a longer one
 */
public record PasswordSpray(Rule fast, Rule slow) {
    /** The most that a threshold can ask for: so many users are told apart in each minute. */
    public static final int MOST = 256;

    /**
     * So many attempts of one user count, at most: whoever tries one password after the other of a single user is no spray.
     * Elastic's rules for Okta look for 2 to 8 attempts of each user.
     */
    public static final int ATTEMPTS_OF_A_USER = 8;

    /** The longest time over which is added up. */
    public static final Duration LONGEST = Duration.ofHours(1);

    /**
     * What is published: more than 15 users in five minutes (Sentinel's ASIM rule); eight users and 25 attempts in a quarter of an
     * hour (Elastic's rule for Okta, several sources).
     */
    public static final PasswordSpray DEFAULTS =
            new PasswordSpray(new Rule(16, 1, Duration.ofMinutes(5)), new Rule(8, 25, Duration.ofMinutes(15)));

    /** Refuses null. */
    public PasswordSpray {
        Objects.requireNonNull(fast, "passwordSpray.fast");
        Objects.requireNonNull(slow, "passwordSpray.slow");
    }

    /**
     * How many of whom within which time.
     *
     * @param users so many users at least; 2 to {@value PasswordSpray#MOST}
     * @param attempts so many log-ins at least, of each user up to {@value PasswordSpray#ATTEMPTS_OF_A_USER}; 1 to {@value
     *     PasswordSpray#MOST}
     * @param within the time, from a full minute on; positive, at most an hour; a part of a minute counts as a whole one
     */
    public record Rule(int users, int attempts, Duration within) {
        private static final long MINUTE_MS = 60_000;

        /** Refuses values out of bounds. */
        public Rule {
            Checks.between("detection.passwordSpray: users", users, 2, MOST);
            Checks.between("detection.passwordSpray: attempts", attempts, 1, MOST);
            if (Checks.positive("detection.passwordSpray: within", within).compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "detection.passwordSpray: within is " + within + "; give at most " + LONGEST + ".");
            }
        }

        /**
         * The minutes over which is added up.
         *
         * @return 1 to 60
         */
        public int minutes() {
            return Math.toIntExact(Math.max(1, (within.toMillis() + MINUTE_MS - 1) / MINUTE_MS));
        }

        /**
         * Whether it is a spray.
         *
         * @param triedUsers how many users
         * @param triedAttempts how many attempts of them count
         * @return true if both are reached
         */
        public boolean isReached(int triedUsers, long triedAttempts) {
            return triedUsers >= users && triedAttempts >= attempts;
        }
    }

    /**
     * The longest time of both rules.
     *
     * @return in minutes, 1 to 60
     */
    public int minutes() {
        return Math.max(fast.minutes(), slow.minutes());
    }
}
