package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import java.time.Duration;
import java.time.Instant;

/** Whose accounts are in every generated organisation: what nobody owns or several may, and what just has one owner. */
enum PlantedAccount {
    /** Nobody says whose it is. */
    NOBODYS {
        @Override
        void tell(Cast cast) {
            known(cast);
        }
    },
    /** It is deleted just within the grace. */
    NOBODYS_DELETED_IN_TIME {
        @Override
        void tell(Cast cast) {
            known(cast).is(AccessAction.ACCOUNT_DELETED, cast.from().plus(ALMOST_THE_GRACE));
        }
    },
    /** It is deleted just after the grace. */
    NOBODYS_DELETED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            known(cast).is(AccessAction.ACCOUNT_DELETED, cast.from().plus(MORE_THAN_THE_GRACE));
        }
    },
    /** A source names somebody just within the grace. */
    CLAIMED_IN_TIME {
        @Override
        void tell(Cast cast) {
            known(cast);
            claims(cast, "owner", AccountKind.PERSONAL, cast.from().plus(ALMOST_THE_GRACE));
        }
    },
    /** A source names somebody just after the grace. */
    CLAIMED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            known(cast);
            claims(cast, "owner", AccountKind.PERSONAL, cast.from().plus(MORE_THAN_THE_GRACE));
        }
    },
    /** One person has the address that it is called by, in other letters. */
    FOUND_BY_ADDRESS {
        @Override
        void tell(Cast cast) {
            hasTheAddress(cast, "owner", cast.from().minus(Duration.ofDays(1)));
            known(cast);
        }
    },
    /** HR tells of that person just within the grace. */
    HIRED_IN_TIME {
        @Override
        void tell(Cast cast) {
            known(cast);
            hasTheAddress(cast, "owner", cast.from().plus(ALMOST_THE_GRACE));
        }
    },
    /** Two people have the address. */
    TWO_WITH_THE_ADDRESS {
        @Override
        void tell(Cast cast) {
            hasTheAddress(cast, "one", cast.from().minus(Duration.ofDays(2)));
            hasTheAddress(cast, "other", cast.from().minus(Duration.ofDays(1)));
            known(cast);
        }
    },
    /** One of the two gets another address just within the grace. */
    ONE_WITH_ANOTHER_ADDRESS {
        @Override
        void tell(Cast cast) {
            hasTheAddress(cast, "one", cast.from().minus(Duration.ofDays(2)));
            hasTheAddress(cast, "other", cast.from().minus(Duration.ofDays(1)));
            known(cast);
            cast.figure("other")
                    .changed(cast.from().plus(ALMOST_THE_GRACE), worker -> worker.setEmail("another." + address(cast)));
        }
    },
    /** In a system that the policy ignores. */
    NOBODYS_IGNORED {
        @Override
        void tell(Cast cast) {
            cast.nobodys("servicenow", cast.name()).is(AccessAction.ACCOUNT_CREATED, cast.from());
        }
    },
    /** Two sources say that it is another one's. */
    SOURCES_DISAGREE {
        @Override
        void tell(Cast cast) {
            claims(cast, "one", AccountKind.PERSONAL, cast.from());
            claims(cast, "other", AccountKind.PERSONAL, cast.from().plus(Duration.ofDays(1)));
        }
    },
    /** Two sources say that it is the same one's. */
    SOURCES_AGREE {
        @Override
        void tell(Cast cast) {
            claims(cast, "owner", AccountKind.PERSONAL, cast.from());
            cast.figure("owner")
                    .account(WIKI, address(cast), AccountKind.PERSONAL)
                    .is(AccessAction.ACCOUNT_ENABLED, cast.from().plus(Duration.ofDays(1)));
        }
    },
    /** Two have it, and it is known to be shared. */
    SHARED_BY_TWO {
        @Override
        void tell(Cast cast) {
            claims(cast, "one", AccountKind.SHARED, cast.from());
            claims(cast, "other", AccountKind.SHARED, cast.from().plus(Duration.ofDays(1)));
        }
    },
    /** One of the two gives it up. */
    ONE_GIVES_IT_UP {
        @Override
        void tell(Cast cast) {
            claims(cast, "one", AccountKind.PERSONAL, cast.from());
            claims(cast, "other", AccountKind.PERSONAL, cast.from().plus(Duration.ofDays(1)));
            cast.figure("other")
                    .account(WIKI, address(cast), AccountKind.PERSONAL)
                    .is(AccessAction.ACCOUNT_DELETED, cast.from().plus(Duration.ofDays(2)));
        }
    },
    /** One gives it up before the other has it. */
    ONE_AFTER_THE_OTHER {
        @Override
        void tell(Cast cast) {
            claims(cast, "one", AccountKind.PERSONAL, cast.from());
            cast.figure("one")
                    .account(WIKI, address(cast), AccountKind.PERSONAL)
                    .is(AccessAction.ACCOUNT_DELETED, cast.from().plus(Duration.ofDays(1)));
            claims(cast, "other", AccountKind.PERSONAL, cast.from().plus(Duration.ofDays(2)));
        }
    };

    private static final String WIKI = PlantedPolicies.WIKI;
    private static final Duration ALMOST_THE_GRACE = Duration.ofDays(7).minusMinutes(1);
    private static final Duration MORE_THAN_THE_GRACE = Duration.ofDays(7).plusMinutes(1);

    abstract void tell(Cast cast);

    private static FigureAccount known(Cast cast) {
        FigureAccount account = cast.nobodys(WIKI, address(cast));
        account.is(AccessAction.ACCOUNT_CREATED, cast.from());
        return account;
    }

    private static String address(Cast cast) {
        return cast.name() + "@" + Person.DOMAIN;
    }

    /** HR writes the address with a capital, as people do. */
    private static void hasTheAddress(Cast cast, String part, Instant at) {
        String address = address(cast);
        String written = Character.toUpperCase(address.charAt(0)) + address.substring(1);
        cast.figure(part).hired(at, worker -> worker.setEmail(written));
    }

    private static void claims(Cast cast, String part, AccountKind kind, Instant at) {
        Figure owner = cast.figure(part);
        owner.hired(cast.from().minus(Duration.ofDays(1)), worker -> worker);
        owner.account(WIKI, address(cast), kind).is(AccessAction.ACCOUNT_CREATED, at);
    }
}
