package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import dev.sluice.event.IdentityAction;
import java.time.Duration;
import java.time.Instant;

/** What becomes of accounts of who leaves, in every generated organisation: what stays in use for too long, and what just does not. */
enum PlantedLeaver {
    /** Nobody disables the account. */
    LEFT_IN_USE {
        @Override
        void tell(Cast cast) {
            leaves(cast, LEDGER);
        }
    },
    /** It is disabled at the last moment. */
    LEFT_DISABLED_IN_TIME {
        @Override
        void tell(Cast cast) {
            leaves(cast, LEDGER).is(AccessAction.ACCOUNT_DISABLED, due(cast).minusMillis(1));
        }
    },
    /** It is disabled a moment too late. */
    LEFT_DISABLED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            leaves(cast, LEDGER).is(AccessAction.ACCOUNT_DISABLED, due(cast).plusMillis(1));
        }
    },
    /** It is disabled in time, and enabled again. */
    LEFT_ENABLED_AGAIN {
        @Override
        void tell(Cast cast) {
            FigureAccount account = leaves(cast, LEDGER);
            account.is(AccessAction.ACCOUNT_DISABLED, due(cast).minusMillis(1));
            account.is(AccessAction.ACCOUNT_ENABLED, due(cast).plus(A_DAY));
        }
    },
    /** The end is withdrawn at the last moment. */
    LEFT_WITHDRAWN_IN_TIME {
        @Override
        void tell(Cast cast) {
            leaves(cast, LEDGER);
            cast.figure(SUBJECT)
                    .hr(IdentityAction.TERMINATION_RESCINDED, due(cast).minusMillis(1), event -> event);
        }
    },
    /** The end is withdrawn a moment too late. */
    LEFT_WITHDRAWN_TOO_LATE {
        @Override
        void tell(Cast cast) {
            leaves(cast, LEDGER);
            cast.figure(SUBJECT)
                    .hr(IdentityAction.TERMINATION_RESCINDED, due(cast).plusMillis(1), event -> event);
        }
    },
    /** An account that others use, too. */
    LEFT_SHARED_IN_USE {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT).hired(cast.from().minus(A_DAY), worker -> worker);
            cast.figure(SUBJECT)
                    .account(LEDGER, cast.name(), AccountKind.SHARED)
                    .is(AccessAction.ACCOUNT_CREATED, cast.from());
            cast.figure(SUBJECT).leaves(end(cast));
        }
    },
    /** In a system that the policy ignores. */
    LEFT_IGNORED {
        @Override
        void tell(Cast cast) {
            leaves(cast, "servicenow");
        }
    },
    /** Somebody has an account of whom HR never tells. */
    STRANGER {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT).holds(cast.from(), LEDGER);
        }
    },
    /** HR tells at the last moment. */
    STRANGER_KNOWN_IN_TIME {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT).holds(cast.from(), LEDGER);
            cast.figure(SUBJECT).hired(cast.from().plus(A_WEEK).minusMillis(1), worker -> worker);
        }
    },
    /** HR tells a moment too late. */
    STRANGER_KNOWN_TOO_LATE {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT).holds(cast.from(), LEDGER);
            cast.figure(SUBJECT).hired(cast.from().plus(A_WEEK).plusMillis(1), worker -> worker);
        }
    },
    /** The account is disabled at the last moment. */
    STRANGER_DISABLED_IN_TIME {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT)
                    .holds(cast.from(), LEDGER)
                    .is(AccessAction.ACCOUNT_DISABLED, cast.from().plus(A_WEEK).minusMillis(1));
        }
    },
    /** The account is deleted a moment too late. */
    STRANGER_DELETED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT)
                    .holds(cast.from(), LEDGER)
                    .is(AccessAction.ACCOUNT_DELETED, cast.from().plus(A_WEEK).plusMillis(1));
        }
    },
    /** In a system that the policy ignores. */
    STRANGER_IGNORED {
        @Override
        void tell(Cast cast) {
            cast.figure(SUBJECT).holds(cast.from(), "servicenow");
        }
    };

    private static final String SUBJECT = "subject";
    private static final String LEDGER = PlantedPolicies.LEDGER;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_WEEK = Duration.ofDays(7);

    abstract void tell(Cast cast);

    private static Instant end(Cast cast) {
        return cast.from().plus(A_WEEK);
    }

    /** A day after the end, as accounts are to be disabled at once. */
    private static Instant due(Cast cast) {
        return end(cast).plus(A_DAY);
    }

    private static FigureAccount leaves(Cast cast, String system) {
        Figure subject = cast.figure(SUBJECT);
        subject.hired(cast.from().minus(A_DAY), worker -> worker);
        FigureAccount account = subject.holds(cast.from(), system);
        subject.leaves(end(cast));
        return account;
    }
}
