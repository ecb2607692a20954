package dev.sluice.generate;

import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;

/** Conflicts of duties in every generated organisation: what is accepted in vain or reported by others, and what just is not. */
enum PlantedConflict {
    /** Accepted, and it never comes. */
    ACCEPTED_IN_VAIN {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            accepts(cast, null, null);
        }
    },
    /** Accepted for one entitlement, and it never comes. */
    ENTITLEMENT_ACCEPTED_IN_VAIN {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            accepts(cast, POST, null);
        }
    },
    /** Accepted for just less than thirty days. */
    ACCEPTED_FOR_A_TIME {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            accepts(cast, null, cast.from().plus(MONTH).minusMillis(1));
        }
    },
    /** Not accepted any more just before thirty days are over. */
    TAKEN_BACK_IN_TIME {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            accepts(cast, null, null);
            takesBack(cast, cast.from().plus(MONTH).minus(A_MINUTE));
        }
    },
    /** Not accepted any more just after. */
    TAKEN_BACK_TOO_LATE {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            accepts(cast, null, null);
            takesBack(cast, cast.from().plus(MONTH).plus(A_MINUTE));
        }
    },
    /** The conflict is there from the beginning. */
    ACCEPTED_AND_THERE {
        @Override
        void tell(Cast cast) {
            holds(cast, POST).granted(APPROVE.getName(), cast.from().minusSeconds(1));
            accepts(cast, null, null);
        }
    },
    /** It comes just before thirty days are over. */
    COMES_IN_TIME {
        @Override
        void tell(Cast cast) {
            holds(cast, POST).granted(APPROVE.getName(), cast.from().plus(MONTH).minus(A_MINUTE));
            accepts(cast, APPROVE, null);
        }
    },
    /** It comes just after. */
    COMES_TOO_LATE {
        @Override
        void tell(Cast cast) {
            holds(cast, POST).granted(APPROVE.getName(), cast.from().plus(MONTH).plus(A_MINUTE));
            accepts(cast, null, null);
        }
    },
    /** It goes, and is still accepted. */
    GOES_AND_IS_ACCEPTED {
        @Override
        void tell(Cast cast) {
            FigureAccount account = holds(cast, POST);
            account.granted(APPROVE.getName(), cast.from().minusSeconds(1));
            accepts(cast, null, null);
            account.revoked(APPROVE.getName(), cast.from().plus(MONTH).plus(MONTH));
        }
    },
    /** Accepted only by whom it is about, which counts for nothing. */
    ACCEPTED_BY_ONESELF {
        @Override
        void tell(Cast cast) {
            Figure subject = subject(cast);
            holds(cast, POST);
            subject.compliance(ComplianceAction.EXCEPTION_GRANTED, cast.from(), event -> event.setRuleId(RULE)
                    .setApprovedBy(subject.identityId()));
        }
    },
    /** Whom it is about leaves just before thirty days are over. */
    LEFT_WITH_AN_EXCEPTION {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            accepts(cast, null, null);
            subject(cast).leaves(cast.from().plus(MONTH).minus(A_MINUTE));
        }
    },
    /** Reported by others, and not there. */
    REPORTED {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            reported(cast, RULE, cast.from(), event -> event);
        }
    },
    /** Reported twice on one day, and on the next. */
    REPORTED_AGAIN {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            reported(cast, RULE, cast.from(), event -> event.setSeverity(Severity.LOW));
            reported(cast, RULE, cast.from().plusSeconds(9), event -> event.setSeverity(Severity.HIGH));
            reported(cast, RULE, cast.from().plus(A_DAY), event -> event.setSeverity(Severity.LOW));
        }
    },
    /** Reported by others, and found here before. */
    REPORTED_AND_FOUND_BEFORE {
        @Override
        void tell(Cast cast) {
            holds(cast, POST).granted(APPROVE.getName(), cast.from().minusSeconds(1));
            reported(cast, RULE, cast.from().plus(A_DAY), event -> event);
        }
    },
    /** Reported by others, and found here the day after. */
    REPORTED_AND_FOUND_AFTERWARDS {
        @Override
        void tell(Cast cast) {
            holds(cast, POST).granted(APPROVE.getName(), cast.from().plus(A_DAY));
            reported(cast, RULE, cast.from(), event -> event);
        }
    },
    /** Reported by others, by a rule of theirs, of somebody with a conflict by one of ours. */
    REPORTED_BY_ANOTHER_RULE {
        @Override
        void tell(Cast cast) {
            holds(cast, POST).granted(APPROVE.getName(), cast.from().minusSeconds(1));
            reported(cast, "THEIRS-7", cast.from().plus(A_DAY), event -> event);
        }
    },
    /** Reported without a rule, so that nobody can say what it is. */
    REPORTED_WITHOUT_A_RULE {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            reported(cast, null, cast.from(), event -> event);
        }
    },
    /** An anomaly is reported twice on one day, and a moment after its end; with it stands what it is not grave enough to raise. */
    ANOMALY_AGAIN {
        @Override
        void tell(Cast cast) {
            holds(cast, POST);
            reported(cast, RULE, cast.from(), event -> event);
            Instant midnight = cast.from().truncatedTo(ChronoUnit.DAYS).plus(A_DAY);
            for (Instant at : new Instant[] {cast.from().plusSeconds(1), midnight.minusMillis(1), midnight}) {
                subject(cast).compliance(ComplianceAction.ANOMALY_REPORTED, at, event -> event.setDetector(
                                "odd-ledger-entry")
                        .setSeverity(Severity.MEDIUM));
            }
        }
    };

    private static final EntitlementRef POST = PlantedPolicies.POST;
    private static final EntitlementRef APPROVE = PlantedPolicies.APPROVE;
    private static final String RULE = PlantedPolicies.RULE;
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** Told early on a day. */
    abstract void tell(Cast cast);

    private static Figure subject(Cast cast) {
        return cast.figure("subject");
    }

    private static FigureAccount holds(Cast cast, EntitlementRef entitlement) {
        Figure subject = subject(cast);
        subject.hired(cast.from().minus(A_DAY), worker -> worker);
        return subject.holds(cast.from().minus(A_DAY).plus(A_MINUTE), entitlement.getSystem(), entitlement.getName());
    }

    /** Somebody accepts conflicts of the rule, of an entitlement only if it is named, until an instant if it is given. */
    private static void accepts(Cast cast, EntitlementRef entitlement, Instant until) {
        subject(cast).compliance(ComplianceAction.EXCEPTION_GRANTED, cast.from(), event -> event.setRuleId(RULE)
                .setEntitlement(entitlement)
                .setApprovedBy("board")
                .setValidTo(until));
    }

    private static void takesBack(Cast cast, Instant at) {
        subject(cast).compliance(ComplianceAction.EXCEPTION_REVOKED, at, event -> event.setRuleId(RULE));
    }

    private static void reported(Cast cast, String rule, Instant at, UnaryOperator<ComplianceEvent.Builder> content) {
        subject(cast).compliance(ComplianceAction.SOD_VIOLATION, at, event -> content.apply(event.setRuleId(rule)));
    }
}
