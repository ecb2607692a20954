package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.WorkerType;
import java.time.Duration;
import java.time.Instant;

/** How long guests stay in every generated organisation: who stays too long, and who just does not. */
enum PlantedGuest {
    /** The account is a guest's. */
    STAYS_TOO_LONG {
        @Override
        void tell(Cast cast) {
            guest(cast, cast.from());
        }
    },
    /** HR calls the person a guest. */
    GUEST_BY_HR {
        @Override
        void tell(Cast cast) {
            cast.figure(GUEST).hired(cast.from(), worker -> worker.setWorkerType(WorkerType.GUEST));
            cast.figure(GUEST).holds(cast.from().plusSeconds(60), LEDGER);
        }
    },
    /** The time is over the day after the history ends. */
    STAYS_UNTIL_TOMORROW {
        @Override
        void tell(Cast cast) {
            guest(cast, cast.end().minus(STAY).plus(Duration.ofDays(1)));
        }
    },
    /** The account is disabled at the last moment. */
    GUEST_DISABLED_IN_TIME {
        @Override
        void tell(Cast cast) {
            guest(cast, cast.from())
                    .is(AccessAction.ACCOUNT_DISABLED, cast.from().plus(STAY).minusMillis(1));
        }
    },
    /** The account is disabled a moment too late. */
    GUEST_DISABLED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            guest(cast, cast.from())
                    .is(AccessAction.ACCOUNT_DISABLED, cast.from().plus(STAY).plusMillis(1));
        }
    },
    /** The account is disabled and enabled again, so that the time begins anew. */
    GUEST_ENABLED_AGAIN {
        @Override
        void tell(Cast cast) {
            FigureAccount account = guest(cast, cast.from());
            Instant paused = cast.from().plus(STAY).minus(Duration.ofDays(9));
            account.is(AccessAction.ACCOUNT_DISABLED, paused);
            account.is(AccessAction.ACCOUNT_ENABLED, paused.plus(Duration.ofDays(1)));
            account.is(AccessAction.ACCOUNT_DISABLED, paused.plus(STAY));
        }
    },
    /** What the account holds was approved. */
    GUEST_APPROVED {
        @Override
        void tell(Cast cast) {
            approved(cast, READ, null);
        }
    },
    /** It was approved for some time longer than guests stay. */
    GUEST_APPROVED_FOR_A_TIME {
        @Override
        void tell(Cast cast) {
            approved(cast, READ, cast.from().plus(STAY).plus(Duration.ofDays(20)));
        }
    },
    /** What was approved is not what it holds. */
    GUEST_APPROVED_FOR_ANOTHER {
        @Override
        void tell(Cast cast) {
            approved(cast, "guest-write", null);
        }
    },
    /** Somebody accepts that it holds it. */
    GUEST_ACCEPTED {
        @Override
        void tell(Cast cast) {
            FigureAccount account = guest(cast, cast.from());
            account.granted(READ, cast.from().plusSeconds(5));
            cast.figure(GUEST)
                    .compliance(
                            ComplianceAction.EXCEPTION_GRANTED,
                            cast.from().plusSeconds(6),
                            event -> event.setEntitlement(account.ref(READ)).setApprovedBy("host"));
        }
    },
    /** The guest leaves at the last moment; leavers have other findings. */
    GUEST_LEFT_IN_TIME {
        @Override
        void tell(Cast cast) {
            guest(cast, cast.from());
            cast.figure(GUEST).leaves(cast.from().plus(STAY).minusMillis(1));
        }
    },
    /** In a system whose policy does not say how long guests stay. */
    GUEST_WITHOUT_LIMIT {
        @Override
        void tell(Cast cast) {
            cast.figure(GUEST).hired(cast.from(), worker -> worker);
            cast.figure(GUEST)
                    .account("wiki", cast.name(), AccountKind.GUEST)
                    .is(AccessAction.ACCOUNT_CREATED, cast.from().plusSeconds(60));
        }
    };

    private static final String GUEST = "guest";
    private static final String LEDGER = "ledger";
    private static final String READ = "guest-read";
    private static final Duration STAY = PlantedPolicies.GUESTS_STAY;

    abstract void tell(Cast cast);

    private static FigureAccount guest(Cast cast, Instant at) {
        Figure guest = cast.figure(GUEST);
        guest.hired(at.minusSeconds(60), worker -> worker);
        FigureAccount account = guest.account(LEDGER, cast.name(), AccountKind.GUEST);
        account.is(AccessAction.ACCOUNT_CREATED, at);
        return account;
    }

    private static void approved(Cast cast, String approved, Instant until) {
        FigureAccount account = guest(cast, cast.from());
        Figure guest = cast.figure(GUEST);
        Instant at = cast.from();
        guest.request(
                AccessAction.REQUEST_SUBMITTED,
                at.plusSeconds(2),
                account.ref(approved),
                guest.identityId(),
                null,
                until);
        guest.request(
                AccessAction.REQUEST_APPROVED,
                at.plusSeconds(3),
                account.ref(approved),
                guest.identityId(),
                "host",
                until);
        account.granted(READ, at.plusSeconds(4));
    }
}
