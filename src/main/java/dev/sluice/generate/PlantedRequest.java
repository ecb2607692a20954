package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.EntitlementRef;
import java.time.Duration;
import java.time.Instant;

/** Who approves requests in every generated organisation: who must not, and who just may. */
enum PlantedRequest {
    /** Only who is to benefit approves. */
    APPROVED_BY_ONESELF {
        @Override
        void tell(Cast cast) {
            asks(cast, SUBJECT);
            decides(cast, APPROVED, SUBJECT, 2);
        }
    },
    /** Only who asked for somebody else approves. */
    APPROVED_BY_WHO_ASKED {
        @Override
        void tell(Cast cast) {
            asks(cast, COLLEAGUE);
            decides(cast, APPROVED, COLLEAGUE, 2);
        }
    },
    /** Somebody approves who neither asked nor benefits. */
    APPROVED_BY_ANOTHER {
        @Override
        void tell(Cast cast) {
            asks(cast, SUBJECT);
            decides(cast, APPROVED, COLLEAGUE, 2);
        }
    },
    /** Somebody else approves afterwards. */
    APPROVED_BY_ANOTHER_TOO {
        @Override
        void tell(Cast cast) {
            asks(cast, SUBJECT);
            decides(cast, APPROVED, SUBJECT, 2);
            decides(cast, APPROVED, COLLEAGUE, 3);
        }
    },
    /** Somebody else has approved before. */
    APPROVED_BY_ANOTHER_BEFORE {
        @Override
        void tell(Cast cast) {
            asks(cast, SUBJECT);
            decides(cast, APPROVED, COLLEAGUE, 2);
            decides(cast, APPROVED, SUBJECT, 3);
        }
    },
    /** Somebody else refuses afterwards. */
    REFUSED_AFTERWARDS {
        @Override
        void tell(Cast cast) {
            asks(cast, SUBJECT);
            decides(cast, APPROVED, SUBJECT, 2);
            decides(cast, AccessAction.REQUEST_REJECTED, null, 3);
        }
    },
    /** Somebody else had approved, that was withdrawn, and then who benefits approves. */
    APPROVED_BY_ONESELF_IN_THE_END {
        @Override
        void tell(Cast cast) {
            asks(cast, SUBJECT);
            decides(cast, APPROVED, COLLEAGUE, 2);
            decides(cast, AccessAction.REQUEST_CANCELLED, null, 3);
            decides(cast, APPROVED, SUBJECT, 4);
        }
    };

    private static final String SUBJECT = "subject";
    private static final String COLLEAGUE = "colleague";
    private static final EntitlementRef WANTED = PlantedPolicies.ledger("guest-read");
    private static final AccessAction APPROVED = AccessAction.REQUEST_APPROVED;

    abstract void tell(Cast cast);

    private static void asks(Cast cast, String by) {
        Figure subject = cast.figure(SUBJECT);
        subject.hired(cast.from(), worker -> worker);
        subject.request(
                AccessAction.REQUEST_SUBMITTED,
                onDay(cast, 1),
                WANTED,
                cast.figure(by).identityId(),
                null,
                null);
    }

    private static void decides(Cast cast, AccessAction action, String by, int day) {
        String decider = by == null ? null : cast.figure(by).identityId();
        cast.figure(SUBJECT).request(action, onDay(cast, day), WANTED, null, decider, null);
    }

    private static Instant onDay(Cast cast, int day) {
        return cast.from().plus(Duration.ofDays(day));
    }
}
