package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import java.time.Duration;
import java.time.Instant;

/** What is held in every generated organisation without a reason, or after the last one has ended, and what just is not. */
enum PlantedReason {
    /** Nobody ever asked for it. */
    NEVER_ASKED {
        @Override
        void tell(Cast cast) {
            holds(cast);
        }
    },
    /** A snapshot lists it. */
    NEVER_ASKED_BUT_LISTED {
        @Override
        void tell(Cast cast) {
            subject(cast).hired(cast.from().minus(A_DAY), worker -> worker);
            subject(cast)
                    .account(WAGES.getSystem(), cast.name(), AccountKind.PERSONAL)
                    .lists(cast.from(), WAGES.getName());
        }
    },
    /** It is approved at the last moment. */
    APPROVED_IN_TIME {
        @Override
        void tell(Cast cast) {
            holds(cast);
            approved(cast, cast.from().plus(FOLLOWS).minusMillis(1), null);
        }
    },
    /** It is approved a moment too late. */
    APPROVED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            holds(cast);
            approved(cast, cast.from().plus(FOLLOWS).plusMillis(1), null);
        }
    },
    /** It is taken away at the last moment. */
    UNASKED_TAKEN_IN_TIME {
        @Override
        void tell(Cast cast) {
            holds(cast).revoked(WAGES.getName(), cast.from().plus(FOLLOWS).minusMillis(1));
        }
    },
    /** It is taken away a moment too late. */
    UNASKED_TAKEN_TOO_LATE {
        @Override
        void tell(Cast cast) {
            holds(cast).revoked(WAGES.getName(), cast.from().plus(FOLLOWS).plusMillis(1));
        }
    },
    /** Only who has it has approved it. */
    UNASKED_BUT_BY_ONESELF {
        @Override
        void tell(Cast cast) {
            holds(cast);
            String id = subject(cast).identityId();
            subject(cast).request(AccessAction.REQUEST_SUBMITTED, cast.from().plusSeconds(2), WAGES, id, null, null);
            subject(cast).request(AccessAction.REQUEST_APPROVED, cast.from().plusSeconds(3), WAGES, null, id, null);
        }
    },
    /** Somebody accepts it. */
    UNASKED_BUT_ACCEPTED {
        @Override
        void tell(Cast cast) {
            holds(cast);
            accepted(cast, cast.from().plus(FOLLOWS).minusMillis(1), null);
        }
    },
    /** An account of several people holds it. */
    UNASKED_BUT_SHARED {
        @Override
        void tell(Cast cast) {
            subject(cast).hired(cast.from().minus(A_DAY), worker -> worker);
            subject(cast)
                    .account(WAGES.getSystem(), cast.name(), AccountKind.SHARED)
                    .granted(WAGES.getName(), cast.from());
        }
    },
    /** Whose account it is leaves at the last moment; leavers have other findings. */
    UNASKED_AND_LEFT_IN_TIME {
        @Override
        void tell(Cast cast) {
            holds(cast);
            subject(cast).leaves(cast.from().plus(FOLLOWS).minusMillis(1));
        }
    },
    /** What was approved for a time is held on. */
    OVER_AND_KEPT {
        @Override
        void tell(Cast cast) {
            forAMonth(cast);
        }
    },
    /** It is taken away at the last moment. */
    OVER_AND_TAKEN_IN_TIME {
        @Override
        void tell(Cast cast) {
            forAMonth(cast).revoked(WAGES.getName(), over(cast).plus(A_DAY).minusMillis(1));
        }
    },
    /** It is taken away a moment too late. */
    OVER_AND_TAKEN_TOO_LATE {
        @Override
        void tell(Cast cast) {
            forAMonth(cast).revoked(WAGES.getName(), over(cast).plus(A_DAY).plusMillis(1));
        }
    },
    /** Somebody accepts it at the last moment. */
    OVER_AND_ACCEPTED_IN_TIME {
        @Override
        void tell(Cast cast) {
            forAMonth(cast);
            accepted(cast, over(cast).plus(A_DAY).minusMillis(1), null);
        }
    },
    /** It is taken away in time, and given again: now it is held without ever having had a reason. */
    OVER_AND_GIVEN_AGAIN {
        @Override
        void tell(Cast cast) {
            FigureAccount account = forAMonth(cast);
            account.revoked(WAGES.getName(), over(cast).plus(A_DAY).minusMillis(1));
            account.granted(WAGES.getName(), over(cast).plus(A_DAY).plus(A_DAY));
        }
    },
    /** The request is withdrawn, and what it gave is held on. */
    WITHDRAWN_AND_KEPT {
        @Override
        void tell(Cast cast) {
            approved(cast, cast.from().minusSeconds(9), null);
            holds(cast);
            subject(cast).request(AccessAction.REQUEST_CANCELLED, over(cast), WAGES, null, null, null);
        }
    },
    /** What somebody accepted for a time is held on. */
    ACCEPTED_AND_KEPT {
        @Override
        void tell(Cast cast) {
            holds(cast);
            accepted(cast, cast.from().plusSeconds(1), over(cast));
        }
    },
    /** Who was approved leaves and comes back, and has it all the time. */
    BACK_WITH_WHAT_WAS_ASKED_FOR {
        @Override
        void tell(Cast cast) {
            approved(cast, cast.from().minusSeconds(9), null);
            holds(cast);
            subject(cast).leaves(over(cast));
            subject(cast).hr(IdentityAction.REHIRED, over(cast).plus(A_DAY), event -> event);
        }
    };

    private static final EntitlementRef WAGES = new EntitlementRef(PlantedPolicies.PAYROLL, "wages");
    private static final Duration FOLLOWS = PlantedPolicies.REASON_MAY_FOLLOW;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_MONTH = Duration.ofDays(30);

    abstract void tell(Cast cast);

    private static Figure subject(Cast cast) {
        return cast.figure("subject");
    }

    private static Instant over(Cast cast) {
        return cast.from().plus(A_MONTH);
    }

    /** Somebody who is employed holds it. */
    private static FigureAccount holds(Cast cast) {
        subject(cast).hired(cast.from().minus(A_DAY), worker -> worker);
        return subject(cast).holds(cast.from().minusSeconds(1), WAGES.getSystem(), WAGES.getName());
    }

    private static FigureAccount forAMonth(Cast cast) {
        approved(cast, cast.from().minusSeconds(9), over(cast));
        return holds(cast);
    }

    /** Asked for just before, for a time if its end is given. */
    private static void approved(Cast cast, Instant at, Instant until) {
        String id = subject(cast).identityId();
        subject(cast).request(AccessAction.REQUEST_SUBMITTED, at.minusSeconds(60), WAGES, id, null, until);
        subject(cast).request(AccessAction.REQUEST_APPROVED, at, WAGES, id, "board", until);
    }

    private static void accepted(Cast cast, Instant at, Instant until) {
        subject(cast).compliance(ComplianceAction.EXCEPTION_GRANTED, at, event -> event.setEntitlement(WAGES)
                .setApprovedBy("board")
                .setValidTo(until));
    }
}
