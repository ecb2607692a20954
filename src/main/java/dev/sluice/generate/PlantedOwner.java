package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.WorkerType;
import java.time.Duration;
import java.time.Instant;

/** Who answers for services and shared accounts in every generated organisation: what nobody answers for, and what just has somebody. */
enum PlantedOwner {
    /** The owner leaves, and nobody takes it over. */
    OWNER_LEFT {
        @Override
        void tell(Cast cast) {
            lostBySomebody(cast);
        }
    },
    /** It is taken over just within the grace. */
    TAKEN_OVER_JUST_IN_TIME {
        @Override
        void tell(Cast cast) {
            handedOver(cast, lostBySomebody(cast).plus(ALMOST_THE_GRACE));
        }
    },
    /** It is taken over just after the grace. */
    TAKEN_OVER_TOO_LATE {
        @Override
        void tell(Cast cast) {
            handedOver(cast, lostBySomebody(cast).plus(MORE_THAN_THE_GRACE));
        }
    },
    /** The owner's end is announced, and it is taken over the day before. */
    TAKEN_OVER_BEFORE {
        @Override
        void tell(Cast cast) {
            Figure owner = owner(cast);
            service(cast, owner.identityId());
            Instant end = cast.from().plus(Duration.ofDays(30));
            owner.hr(
                    IdentityAction.TERMINATION_SCHEDULED,
                    end.minus(Duration.ofDays(20)),
                    event -> event.setEffectiveAt(end));
            handedOver(cast, end.minus(Duration.ofDays(1)));
        }
    },
    /** The owner leaves, and that is withdrawn just within the grace. */
    OWNER_STAYS_AFTER_ALL {
        @Override
        void tell(Cast cast) {
            Instant end = lostBySomebody(cast);
            cast.figure(OWNER).hr(IdentityAction.TERMINATION_RESCINDED, end.plus(ALMOST_THE_GRACE), event -> event);
        }
    },
    /** It is handed over to somebody who has left before. */
    TAKEN_OVER_BY_NOBODY {
        @Override
        void tell(Cast cast) {
            service(cast, owner(cast).identityId());
            Figure gone = cast.figure("gone");
            gone.hired(cast.from(), worker -> worker);
            gone.leaves(cast.from().plus(Duration.ofDays(5)));
            cast.figure(SERVICE)
                    .changed(cast.from().plus(Duration.ofDays(30)), worker -> worker.setOwnerId(gone.identityId()));
        }
    },
    /** Nobody is named. */
    NOBODY_NAMED {
        @Override
        void tell(Cast cast) {
            service(cast, null);
        }
    },
    /** Somebody is named just within the grace. */
    NAMED_JUST_IN_TIME {
        @Override
        void tell(Cast cast) {
            service(cast, null);
            handedOver(cast, cast.from().plus(ALMOST_THE_GRACE));
        }
    },
    /** Who is named is not known to HR. */
    OWNER_UNKNOWN {
        @Override
        void tell(Cast cast) {
            service(cast, "unheard-of");
        }
    },
    /** The owner moves to another department. */
    OWNER_MOVED {
        @Override
        void tell(Cast cast) {
            moves(cast, OWNER, ownedInTheDepartment(cast));
        }
    },
    /** The service follows just within the grace. */
    SERVICE_MOVED_TOO {
        @Override
        void tell(Cast cast) {
            Instant moved = ownedInTheDepartment(cast);
            moves(cast, OWNER, moved);
            moves(cast, SERVICE, moved.plus(ALMOST_THE_GRACE));
        }
    },
    /** The owner is on leave for longer than thirty days and the grace. */
    OWNER_ON_LEAVE {
        @Override
        void tell(Cast cast) {
            onLeave(cast, MONTH.plus(MORE_THAN_THE_GRACE));
        }
    },
    /** The owner comes back just before. */
    OWNER_BACK_IN_TIME {
        @Override
        void tell(Cast cast) {
            onLeave(cast, MONTH.plus(ALMOST_THE_GRACE));
        }
    },
    /** A service of which no account is known. */
    SERVICE_WITHOUT_ACCOUNT {
        @Override
        void tell(Cast cast) {
            cast.figure(SERVICE).hired(cast.from(), worker -> worker.setWorkerType(WorkerType.SERVICE));
        }
    },
    /** Its account is disabled just within the grace. */
    ACCOUNT_DISABLED_IN_TIME {
        @Override
        void tell(Cast cast) {
            account(cast, LEDGER)
                    .is(AccessAction.ACCOUNT_DISABLED, lostBySomebody(cast).plus(ALMOST_THE_GRACE));
        }
    },
    /** The service ends just within the grace. */
    SERVICE_ENDED_IN_TIME {
        @Override
        void tell(Cast cast) {
            cast.figure(SERVICE).leaves(lostBySomebody(cast).plus(ALMOST_THE_GRACE));
        }
    },
    /** Its account is in a system that the policy ignores. */
    ACCOUNT_IGNORED {
        @Override
        void tell(Cast cast) {
            cast.figure(SERVICE).hired(cast.from(), worker -> worker.setWorkerType(WorkerType.SERVICE));
            account(cast, "servicenow")
                    .is(AccessAction.ACCOUNT_CREATED, cast.from().plusSeconds(1));
        }
    },
    /** Somebody leaves a shared account behind. */
    SHARED_ACCOUNT_LEFT {
        @Override
        void tell(Cast cast) {
            leaves(cast, AccountKind.SHARED);
        }
    },
    /** It is disabled just within the grace. */
    SHARED_ACCOUNT_DISABLED_IN_TIME {
        @Override
        void tell(Cast cast) {
            Instant end = leaves(cast, AccountKind.SHARED);
            owner(cast, AccountKind.SHARED).is(AccessAction.ACCOUNT_DISABLED, end.plus(ALMOST_THE_GRACE));
        }
    },
    /** Somebody leaves an account behind that nobody else uses. */
    OWN_ACCOUNT_LEFT {
        @Override
        void tell(Cast cast) {
            leaves(cast, AccountKind.PERSONAL);
        }
    };

    private static final String LEDGER = "ledger";
    private static final String OWNER = "owner";
    private static final String SERVICE = "service";
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration ALMOST_THE_GRACE = Duration.ofDays(7).minusMinutes(1);
    private static final Duration MORE_THAN_THE_GRACE = Duration.ofDays(7).plusMinutes(1);

    abstract void tell(Cast cast);

    private static FigureAccount account(Cast cast, String system) {
        return cast.figure(SERVICE).account(system, "svc-" + cast.name(), AccountKind.SERVICE);
    }

    private static FigureAccount owner(Cast cast, AccountKind kind) {
        return cast.figure(OWNER).account(LEDGER, "team-" + cast.name(), kind);
    }

    private static void service(Cast cast, String ownerId) {
        cast.figure(SERVICE).hired(cast.from(), worker -> worker.setWorkerType(WorkerType.SERVICE)
                .setOwnerId(ownerId));
        account(cast, LEDGER).is(AccessAction.ACCOUNT_CREATED, cast.from().plusSeconds(1));
    }

    private static Figure owner(Cast cast) {
        Figure owner = cast.figure(OWNER);
        owner.hired(cast.from().minus(Duration.ofDays(1)), worker -> worker);
        return owner;
    }

    /** A service whose owner leaves; tells when. */
    private static Instant lostBySomebody(Cast cast) {
        Figure owner = owner(cast);
        service(cast, owner.identityId());
        Instant end = cast.from().plus(MONTH);
        owner.leaves(end);
        return end;
    }

    private static void handedOver(Cast cast, Instant at) {
        Figure next = cast.figure("next");
        next.hired(cast.from(), worker -> worker);
        cast.figure(SERVICE).changed(at, worker -> worker.setOwnerId(next.identityId()));
    }

    /** Owner and service work for one department; tells when one of them may move. */
    private static Instant ownedInTheDepartment(Cast cast) {
        Figure owner = owner(cast);
        service(cast, owner.identityId());
        owner.changed(cast.from().plusSeconds(2), worker -> worker.setDepartment("Robotics"));
        cast.figure(SERVICE).changed(cast.from().plusSeconds(3), worker -> worker.setDepartment("Robotics"));
        return cast.from().plus(MONTH);
    }

    private static void moves(Cast cast, String part, Instant at) {
        cast.figure(part).changed(at, worker -> worker.setDepartment("Logistics"));
    }

    private static void onLeave(Cast cast, Duration time) {
        Figure owner = owner(cast);
        service(cast, owner.identityId());
        Instant from = cast.from().plus(Duration.ofDays(10));
        owner.isAway(from, from.plus(time));
    }

    private static Instant leaves(Cast cast, AccountKind kind) {
        Figure owner = owner(cast);
        owner(cast, kind).is(AccessAction.ACCOUNT_CREATED, cast.from());
        Instant end = cast.from().plus(MONTH);
        owner.leaves(end);
        return end;
    }
}
