package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AuthenticationAction;
import java.time.Duration;
import java.time.Instant;

/** Accounts that nobody uses in every generated organisation, those that are used after all, and what just is not for too long. */
enum PlantedSleeper {
    /** It is never used. */
    NEVER_USED {
        @Override
        void tell(Cast cast) {
            account(cast);
        }
    },
    /** It is used at the last moment, and not needed any more the day after. */
    USED_IN_TIME {
        @Override
        void tell(Cast cast) {
            usedOnce(account(cast), LOGIN, asleep(cast).minusMillis(1));
        }
    },
    /** It is used a moment too late. */
    USED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            usedOnce(account(cast), LOGIN, asleep(cast).plusMillis(1));
        }
    },
    /** A programme uses it at the last moment. */
    USED_BY_A_PROGRAMME {
        @Override
        void tell(Cast cast) {
            usedOnce(
                    account(cast),
                    AuthenticationAction.TOKEN_ISSUED,
                    asleep(cast).minusMillis(1));
        }
    },
    /** Somebody tries to use it at the last moment, and fails. */
    USED_IN_VAIN {
        @Override
        void tell(Cast cast) {
            usedOnce(
                    account(cast),
                    AuthenticationAction.LOGIN_FAILED,
                    asleep(cast).minusMillis(1));
        }
    },
    /** It is used, and again when it has not been for almost too long. */
    USED_AGAIN_IN_TIME {
        @Override
        void tell(Cast cast) {
            Instant first = cast.from().plus(A_MONTH);
            FigureAccount account = account(cast);
            account.does(LOGIN, first);
            usedOnce(account, LOGIN, first.plus(SLEEP).minusMillis(1));
        }
    },
    /** It is used, and again twice on one day when it has not been for too long. */
    USED_AGAIN_TOO_LATE {
        @Override
        void tell(Cast cast) {
            Instant first = cast.from().plus(A_MONTH);
            FigureAccount account = account(cast);
            account.does(LOGIN, first);
            account.does(LOGIN, first.plus(SLEEP).plusMillis(1));
            usedOnce(account, LOGIN, first.plus(SLEEP).plusSeconds(600));
        }
    },
    /** It is disabled at the last moment. */
    UNUSED_DISABLED_IN_TIME {
        @Override
        void tell(Cast cast) {
            account(cast).is(AccessAction.ACCOUNT_DISABLED, asleep(cast).minusMillis(1));
        }
    },
    /** It is disabled a moment too late. */
    UNUSED_DISABLED_TOO_LATE {
        @Override
        void tell(Cast cast) {
            account(cast).is(AccessAction.ACCOUNT_DISABLED, asleep(cast).plusMillis(1));
        }
    },
    /** It is enabled again, so that the time begins anew, and disabled before it is over. */
    UNUSED_ENABLED_AGAIN {
        @Override
        void tell(Cast cast) {
            FigureAccount account = account(cast);
            account.is(AccessAction.ACCOUNT_DISABLED, asleep(cast).minus(A_DAY));
            account.is(AccessAction.ACCOUNT_ENABLED, asleep(cast).plus(A_DAY));
            account.is(
                    AccessAction.ACCOUNT_DISABLED,
                    asleep(cast).plus(A_DAY).plus(SLEEP).minusMillis(1));
        }
    },
    /** Whose it is leaves at the last moment; leavers have other findings. */
    UNUSED_AND_LEFT_IN_TIME {
        @Override
        void tell(Cast cast) {
            account(cast);
            subject(cast).leaves(asleep(cast).minusMillis(1));
        }
    },
    /** It is there for emergencies. */
    UNUSED_FOR_EMERGENCIES {
        @Override
        void tell(Cast cast) {
            account(cast, AccountKind.BREAK_GLASS);
        }
    };

    private static final AuthenticationAction LOGIN = AuthenticationAction.LOGIN_SUCCEEDED;
    private static final Duration SLEEP = PlantedPolicies.UNUSED_FOR;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_MONTH = Duration.ofDays(30);

    abstract void tell(Cast cast);

    private static Figure subject(Cast cast) {
        return cast.figure("subject");
    }

    /** When it has been unused for too long since it was made. */
    private static Instant asleep(Cast cast) {
        return cast.from().plus(SLEEP);
    }

    private static FigureAccount account(Cast cast) {
        return account(cast, AccountKind.PERSONAL);
    }

    private static FigureAccount account(Cast cast, AccountKind kind) {
        subject(cast).hired(cast.from().minus(A_DAY), worker -> worker);
        FigureAccount account = subject(cast).account(PlantedPolicies.ARCHIVE, cast.name(), kind);
        account.is(AccessAction.ACCOUNT_CREATED, cast.from());
        return account;
    }

    /** Afterwards it is disabled. */
    private static void usedOnce(FigureAccount account, AuthenticationAction action, Instant at) {
        account.does(action, at);
        account.is(AccessAction.ACCOUNT_DISABLED, at.plus(A_DAY));
    }
}
