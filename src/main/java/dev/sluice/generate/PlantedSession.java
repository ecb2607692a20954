package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;

/**
 * What is done with privileged sessions, credentials and leases in every generated organisation of enough people, by one person each: what
 * is found, and what just is not.
 */
public enum PlantedSession {
    /** A session as root without its credential, and with nothing of concern in it. */
    NO_CHECKOUT {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("root", null, at, at.plus(HALF_AN_HOUR));
        }
    },
    /** The credential is checked out just within the grace after the session began. */
    CHECKOUT_JUST_AFTER {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("root", null, at, at.plus(HALF_AN_HOUR));
            deed.credential(at.plus(ALMOST_THE_GRACE), at.plus(HALF_AN_HOUR), at.plus(Duration.ofHours(1)));
        }
    },
    /** A session that nothing permits. */
    NO_PERMIT {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("dba", "CHG-unknown", at, at.plus(HALF_AN_HOUR));
        }
    },
    /** A session within the time of an approved request. */
    WITHIN_THE_SHIFT {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.shift("CHG-1", at.minus(HALF_AN_HOUR), at.plus(Duration.ofHours(1)));
            deed.session("dba", "CHG-1", at, at.plus(Duration.ofHours(1)).plus(ALMOST_THE_GRACE));
        }
    },
    /** A session that goes on after it. */
    AFTER_THE_SHIFT {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.shift("CHG-2", at.minus(HALF_AN_HOUR), at.plus(Duration.ofHours(1)));
            deed.session("dba", "CHG-2", at, at.plus(Duration.ofHours(1)).plus(ALMOST_THE_GRACE.plusMillis(1)));
        }
    },
    /** A session that nobody ends. */
    LEFT_OPEN {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("backup", null, at, null);
        }
    },
    /** One that ends after just twelve hours. */
    ALMOST_LEFT_OPEN {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("backup", null, at, at.plus(Duration.ofHours(12)).minusMillis(1));
        }
    },
    /** A credential that is kept. */
    CREDENTIAL_KEPT {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.credential(at, null, null);
        }
    },
    /** A credential that is given back and never changed. */
    CREDENTIAL_UNCHANGED {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.credential(at, at.plus(HALF_AN_HOUR), null);
        }
    },
    /** One that is given back, and changed in time. */
    CREDENTIAL_CHANGED {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.credential(at, at.plus(HALF_AN_HOUR), at.plus(Duration.ofHours(8)));
        }
    },
    /** An account is made in a session. */
    COMMAND {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("backup", null, at, at.plus(HALF_AN_HOUR));
            deed.runs("sudo useradd -m eve", at.plusSeconds(60));
        }
    },
    /** What only looks like it. */
    COMMAND_ALMOST {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.session("backup", null, at, at.plus(HALF_AN_HOUR));
            deed.runs("less /var/log/useradd.log", at.plusSeconds(60));
        }
    },
    /** A lease that nobody gives back when its pipeline has ended. */
    LEASE_KEPT {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.pipeline(at, at.plus(HALF_AN_HOUR));
            deed.lease(at.plusSeconds(60), null);
        }
    },
    /** One that is given back just within the grace. */
    LEASE_GIVEN_BACK {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.pipeline(at, at.plus(HALF_AN_HOUR));
            deed.lease(at.plusSeconds(60), at.plus(HALF_AN_HOUR).plus(ALMOST_THE_GRACE));
        }
    },
    /** A lease for a pipeline that had ended. */
    LEASE_TOO_LATE {
        @Override
        void tell(SessionDeed deed, Instant at) {
            deed.pipeline(at, at.plus(HALF_AN_HOUR));
            Instant late = at.plus(HALF_AN_HOUR).plus(Duration.ofMinutes(5)).plusMillis(1);
            deed.lease(late, late.plusSeconds(60));
        }
    };

    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Duration ALMOST_THE_GRACE = Duration.ofMinutes(5).minusMillis(1);

    abstract void tell(SessionDeed deed, Instant at);
}
