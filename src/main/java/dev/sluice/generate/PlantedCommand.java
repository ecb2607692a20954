package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.EntitlementRef;
import java.time.Duration;
import java.time.Instant;

/** What becomes of commands in every generated organisation: what is asked for in vain, and what is done just before people are asked. */
enum PlantedCommand {
    /** The account of who left is not disabled. */
    UNANSWERED {
        @Override
        void tell(Cast cast) {
            leaves(cast);
        }
    },
    /** It is disabled at the last moment. */
    ANSWERED_IN_TIME {
        @Override
        void tell(Cast cast) {
            leaves(cast).is(AccessAction.ACCOUNT_DISABLED, end(cast).plus(IN_TIME));
        }
    },
    /** It is disabled when people have been asked. */
    ANSWERED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            leaves(cast).is(AccessAction.ACCOUNT_DISABLED, end(cast).plus(TOO_LATE));
        }
    },
    /** The account is disabled, and what it holds is not taken away. */
    UNANSWERED_REVOKE {
        @Override
        void tell(Cast cast) {
            leavesWithADoor(cast);
        }
    },
    /** It is taken away at the last moment. */
    REVOKED_IN_TIME {
        @Override
        void tell(Cast cast) {
            leavesWithADoor(cast).revoked(DOOR.getName(), end(cast).plus(A_DAY).plus(IN_TIME));
        }
    },
    /** The system says of the last attempt that it failed. */
    REFUSED {
        @Override
        void tell(Cast cast) {
            leaves(cast).fails(end(cast).plus(THIRD_ATTEMPT), null);
        }
    },
    /** It says so of the second attempt, and nothing of the last one. */
    REFUSED_BEFORE {
        @Override
        void tell(Cast cast) {
            leaves(cast).fails(end(cast).plus(SECOND_ATTEMPT), null);
        }
    },
    /** It says so, and the account is disabled at the last moment all the same. */
    REFUSED_AND_DONE_IN_TIME {
        @Override
        void tell(Cast cast) {
            FigureAccount account = leaves(cast);
            account.fails(end(cast).plus(THIRD_ATTEMPT), null);
            account.is(AccessAction.ACCOUNT_DISABLED, end(cast).plus(IN_TIME));
        }
    },
    /** It says so when people have been asked. */
    REFUSED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            leaves(cast).fails(end(cast).plus(TOO_LATE), null);
        }
    },
    /** It says so, people are asked, and see to it. */
    REFUSED_AND_DONE_BY_HAND {
        @Override
        void tell(Cast cast) {
            FigureAccount account = leaves(cast);
            account.fails(end(cast).plus(THIRD_ATTEMPT), null);
            account.is(AccessAction.ACCOUNT_DISABLED, end(cast).plus(TOO_LATE));
        }
    },
    /** It says so of what an account holds. */
    REFUSED_REVOKE {
        @Override
        void tell(Cast cast) {
            leavesWithADoor(cast).fails(end(cast).plus(A_DAY).plus(THIRD_ATTEMPT), DOOR.getName());
        }
    },
    /** An account is not disabled during a leave. */
    UNANSWERED_ON_LEAVE {
        @Override
        void tell(Cast cast) {
            account(cast);
            subject(cast).isAway(end(cast), end(cast).plus(TOO_LATE));
        }
    },
    /** The leave is over before people are asked. */
    BACK_IN_TIME {
        @Override
        void tell(Cast cast) {
            account(cast);
            subject(cast).isAway(end(cast), end(cast).plus(IN_TIME));
        }
    },
    /** What was approved is not given. */
    UNANSWERED_GRANT {
        @Override
        void tell(Cast cast) {
            asks(cast);
        }
    },
    /** It is given at the last moment. */
    GRANTED_IN_TIME {
        @Override
        void tell(Cast cast) {
            asks(cast).granted(DOOR.getName(), end(cast).plus(IN_TIME));
        }
    },
    /** The request is withdrawn at the last moment. */
    GRANT_WITHDRAWN_IN_TIME {
        @Override
        void tell(Cast cast) {
            asks(cast);
            subject(cast).request(AccessAction.REQUEST_CANCELLED, end(cast).plus(IN_TIME), DOOR, null, null, null);
        }
    };

    private static final EntitlementRef DOOR = new EntitlementRef(PlantedPolicies.BADGES, "door");
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration SECOND_ATTEMPT = Duration.ofHours(2);
    private static final Duration THIRD_ATTEMPT = Duration.ofHours(5);
    private static final Duration IN_TIME = PlantedPolicies.WAITED.minusMinutes(1);

    /** Each wait may be longer by a tenth. */
    private static final Duration TOO_LATE =
            PlantedPolicies.WAITED.plus(PlantedPolicies.WAITED.dividedBy(10)).plusMinutes(1);

    abstract void tell(Cast cast);

    private static Figure subject(Cast cast) {
        return cast.figure("subject");
    }

    /** When something is asked for. */
    private static Instant end(Cast cast) {
        return cast.from().plus(Duration.ofDays(7));
    }

    private static FigureAccount account(Cast cast, String... entitlements) {
        subject(cast).hired(cast.from().minus(A_DAY), worker -> worker);
        return subject(cast).holds(cast.from(), PlantedPolicies.BADGES, entitlements);
    }

    private static FigureAccount leaves(Cast cast) {
        FigureAccount account = account(cast);
        subject(cast).leaves(end(cast));
        return account;
    }

    /** The account is disabled at once; what it holds is to go a day later. */
    private static FigureAccount leavesWithADoor(Cast cast) {
        FigureAccount account = account(cast, DOOR.getName());
        subject(cast).leaves(end(cast));
        account.is(AccessAction.ACCOUNT_DISABLED, end(cast).plusSeconds(60));
        return account;
    }

    private static FigureAccount asks(Cast cast) {
        FigureAccount account = account(cast);
        String id = subject(cast).identityId();
        subject(cast).request(AccessAction.REQUEST_SUBMITTED, end(cast).minusSeconds(60), DOOR, id, null, null);
        subject(cast).request(AccessAction.REQUEST_APPROVED, end(cast), DOOR, id, "board", null);
        return account;
    }
}
