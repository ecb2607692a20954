package dev.sluice.generate;

import dev.sluice.event.AuthenticationAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What is done in every generated organisation of enough people, by one person each: what is found, and what just is not. */
public enum PlantedDeed {
    /** Ten log-ins fail, and one succeeds within twenty minutes of the first. */
    BRUTE_FORCE(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(deed.times(10, AuthenticationAction.LOGIN_FAILED, at, Duration.ofSeconds(100)));
        }
    },
    /** Nine fail, and one succeeds. */
    BRUTE_FORCE_ALMOST(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(deed.times(9, AuthenticationAction.LOGIN_FAILED, at, Duration.ofSeconds(100)));
        }
    },
    /** A thousand fail in an hour, and one succeeds. */
    BRUTE_FORCE_STORM(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(deed.times(1_000, AuthenticationAction.LOGIN_FAILED, at, Duration.ofMillis(3_600)));
        }
    },
    /** Five challenges are denied within ten minutes, and then one is confirmed. */
    FATIGUE(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.confirms(deed.times(5, AuthenticationAction.MFA_DENIED, at, Duration.ofSeconds(120)));
        }
    },
    /** Five are denied, and none is confirmed. */
    FATIGUE_REFUSED(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.times(5, AuthenticationAction.MFA_DENIED, at, Duration.ofSeconds(30));
        }
    },
    /** Four are denied within ten minutes. */
    FATIGUE_ALMOST(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.times(4, AuthenticationAction.MFA_DENIED, at, Duration.ofSeconds(120));
        }
    },
    /** A log-in from home, and one from the other side of the earth three hours later. */
    TRAVEL(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(at);
            deed.logsIn(at.plus(Duration.ofHours(3)), Deed.FAR);
        }
    },
    /** The same, told in the other order of time. */
    TRAVEL_BACK(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(at.plus(Duration.ofHours(3)));
            deed.logsIn(at, Deed.FAR);
        }
    },
    /** A log-in from home, and one from 330 km away a minute later. */
    TRAVEL_TOO_NEAR(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(at);
            deed.logsInNearby(at.plusSeconds(60));
        }
    },
    /** From home, and from the other side of the earth two days later: a country that is new, and no journey too fast. */
    NEW_COUNTRY(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsIn(at);
            deed.logsIn(at.plus(Duration.ofDays(2)), Deed.FAR);
        }
    },
    /** A log-in with an account for emergencies. */
    EMERGENCY(Who.STAYS) {
        @Override
        void tell(Deed deed, Instant at) {
            deed.logsInForAnEmergency(at);
        }
    },
    /** Ten minutes after the end of the employment. */
    LOGIN_AFTER_END(Who.LEAVES) {
        @Override
        void tell(Deed deed, Instant end) {
            deed.logsIn(end.plus(Duration.ofMinutes(10)));
        }
    },
    /** Just within the skew after the end. */
    LOGIN_AT_END(Who.LEAVES) {
        @Override
        void tell(Deed deed, Instant end) {
            deed.logsIn(end.plus(Duration.ofMinutes(5)).minusMillis(1));
        }
    },
    /** Attempts of somebody who has left. */
    FAILURE_AFTER_END(Who.LEAVES) {
        @Override
        void tell(Deed deed, Instant end) {
            deed.times(3, AuthenticationAction.LOGIN_FAILED, end.plus(Duration.ofDays(3)), Duration.ofSeconds(9));
        }
    },
    /** A pipeline of somebody who has left. */
    PIPELINE_AFTER_END(Who.LEAVES) {
        @Override
        void tell(Deed deed, Instant end) {
            deed.startsPipeline(end.plus(Duration.ofDays(1)));
        }
    },
    /** In the midst of a leave. */
    LOGIN_ON_LEAVE(Who.IS_AWAY) {
        @Override
        void tell(Deed deed, Instant from) {
            deed.logsIn(from.plus(Duration.ofDays(2)));
        }
    },
    /** Just before a leave. */
    LOGIN_BEFORE_LEAVE(Who.IS_AWAY) {
        @Override
        void tell(Deed deed, Instant from) {
            deed.logsIn(from.minusMillis(1));
        }
    };

    /** Whose deed it can be. */
    enum Who {
        /** Somebody who stays; told with any instant. */
        STAYS,
        /** Somebody who leaves; told with the end. */
        LEAVES,
        /** Somebody who goes on leave; told with its beginning. */
        IS_AWAY
    }

    private final Who who;

    PlantedDeed(Who who) {
        this.who = who;
    }

    abstract void tell(Deed deed, Instant at);

    static List<PlantedDeed> of(Who who) {
        return Arrays.stream(values()).filter(deed -> deed.who == who).toList();
    }
}
