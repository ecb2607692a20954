package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.EntitlementRef;
import java.time.Duration;
import java.time.Instant;

/** How reviews go in every generated organisation: what is overdue, decided by the wrong one or in vain, and what just is not. */
enum PlantedReview {
    /** Nobody answers until the campaign ends. */
    REVIEW_UNANSWERED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
        }
    },
    /** The manager answers a minute before it is overdue. */
    REVIEWED_IN_TIME(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.managerSays(CERTIFY, BOOK, start.plus(DUE).minus(A_MINUTE));
        }
    },
    /** The manager answers a minute after it is overdue. */
    REVIEWED_TOO_LATE(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.managerSays(CERTIFY, BOOK, start.plus(DUE).plus(A_MINUTE));
        }
    },
    /** The manager answered before it began, which counts for nothing. */
    REVIEWED_TOO_EARLY(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.managerSays(CERTIFY, BOOK, start.minus(A_MINUTE));
        }
    },
    /** One of two is answered. */
    REVIEWED_IN_PART(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG)).granted(CLOSE.getName(), start.minus(A_MINUTE));
            review.managerSays(CERTIFY, BOOK, start.plus(A_DAY));
        }
    },
    /** The manager would not decide. */
    REVIEW_ABSTAINED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.managerSays(CertificationDecision.ABSTAIN, BOOK, start.plus(A_DAY));
        }
    },
    /** It was granted a minute after the start, so that nobody is asked about it. */
    GRANTED_AFTER_THE_START(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.plus(A_MINUTE));
        }
    },
    /** It is taken away a minute before it would be overdue. */
    GONE_IN_TIME(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG))
                    .revoked(BOOK.getName(), start.plus(DUE).minus(A_MINUTE));
        }
    },
    /** Whom it is about leaves a minute before. */
    LEFT_BEFORE_DUE(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.subject().leaves(start.plus(DUE).minus(A_MINUTE));
        }
    },
    /** Nobody has answered when the history ends. */
    REVIEW_STILL_OPEN(PlantedCampaign.AUTUMN) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, REPORT, start.minus(LONG));
        }
    },
    /** The manager answers a minute before it is overdue, shortly before the history ends. */
    REVIEW_JUST_CLOSED(PlantedCampaign.AUTUMN) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, REPORT, start.minus(LONG));
            review.managerSays(CERTIFY, REPORT, start.plus(DUE).minus(A_MINUTE));
        }
    },
    /** Whom it is about decides, and nobody else does. */
    SELF_REVIEWED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.subjectSays(CERTIFY, BOOK, start.plus(A_DAY));
        }
    },
    /** The manager decides afterwards. */
    SELF_REVIEWED_THEN_REVIEWED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.subjectSays(CERTIFY, BOOK, start.plus(A_DAY));
            review.managerSays(CERTIFY, BOOK, start.plus(A_DAY.multipliedBy(2)));
        }
    },
    /** Whom it is about abstains, as is right, and the manager decides. */
    SUBJECT_ABSTAINED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.subjectSays(CertificationDecision.ABSTAIN, BOOK, start.plus(A_DAY));
            review.managerSays(CERTIFY, BOOK, start.plus(A_DAY.multipliedBy(2)));
        }
    },
    /** Whom it is about decides in a campaign that others run. */
    SELF_REVIEWED_ELSEWHERE(PlantedCampaign.OTHERS) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, ARCHIVE, start.minus(LONG));
            review.subjectSays(CertificationDecision.REVOKE, ARCHIVE, start.plus(A_DAY));
        }
    },
    /** The manager does. */
    REVIEWED_ELSEWHERE(PlantedCampaign.OTHERS) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, ARCHIVE, start.minus(LONG));
            review.managerSays(CertificationDecision.REVOKE, ARCHIVE, start.plus(A_DAY));
        }
    },
    /** A reviewer revokes what a role gives. */
    REVOKED_IN_VAIN(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(BOOKKEEPING, BASE, start.minus(LONG));
            review.managerSays(REVOKE, BASE, start.plus(A_DAY));
        }
    },
    /** The reviewer confirms what a role gives. */
    ROLE_CONFIRMED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(BOOKKEEPING, BASE, start.minus(LONG));
            review.managerSays(CERTIFY, BASE, start.plus(A_DAY));
        }
    },
    /** The reviewer thinks better of it. */
    REVOKED_THEN_CONFIRMED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(BOOKKEEPING, BASE, start.minus(LONG));
            review.managerSays(REVOKE, BASE, start.plus(A_DAY));
            review.managerSays(CERTIFY, BASE, start.plus(A_DAY.multipliedBy(2)));
        }
    },
    /** Who has the role moves, so that it is revoked after all. */
    REVOKED_THEN_MOVED(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(BOOKKEEPING, BASE, start.minus(LONG));
            review.managerSays(REVOKE, BASE, start.plus(A_DAY));
            review.subject().changed(start.plus(A_DAY.multipliedBy(2)), worker -> worker.setDepartment(ROBOTICS));
        }
    },
    /** A reviewer revokes what no role gives. */
    REVOKED_RIGHTLY(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, BOOK, start.minus(LONG));
            review.managerSays(REVOKE, BOOK, start.plus(A_DAY));
        }
    },
    /** What a reviewer revokes is taken away. */
    REVOKED_AND_TAKEN(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            revokedAndTaken(review, start);
        }
    },
    /** Afterwards it is given back, and nobody knows why. */
    REVOKED_AND_GIVEN_BACK(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            revokedAndTaken(review, start).granted(PAY.getName(), start.plus(A_DAY.multipliedBy(2)));
        }
    },
    /** Afterwards it is given back, because somebody asked for it and the manager approved. */
    GIVEN_BACK_FOR_A_REQUEST(PlantedCampaign.SPRING) {
        @Override
        void tell(ReviewScript review, Instant start) {
            FigureAccount account = revokedAndTaken(review, start);
            Figure subject = review.subject();
            Instant at = start.plus(A_DAY.multipliedBy(2));
            String id = subject.identityId();
            subject.request(AccessAction.REQUEST_SUBMITTED, at.minus(A_MINUTE), PAY, id, null, null);
            subject.request(AccessAction.REQUEST_APPROVED, at.minusSeconds(1), PAY, id, "board", null);
            account.granted(PAY.getName(), at);
        }
    },
    /** Who moves to another department is reviewed, and nobody answers. */
    MOVED_AND_UNANSWERED(PlantedCampaign.MOVERS) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, MOVING, start.minus(LONG));
            review.subject().changed(start, worker -> worker.setDepartment(LOGISTICS));
        }
    },
    /** The manager answers a minute before it is overdue. */
    MOVED_AND_REVIEWED(PlantedCampaign.MOVERS) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, MOVING, start.minus(LONG));
            review.subject().changed(start, worker -> worker.setDepartment(LOGISTICS));
            review.managerSays(CERTIFY, MOVING, start.plus(DUE).minus(A_MINUTE));
        }
    },
    /** Who gets another title only is not reviewed. */
    MOVED_WITHIN(PlantedCampaign.MOVERS) {
        @Override
        void tell(ReviewScript review, Instant start) {
            review.holds(ROBOTICS, MOVING, start.minus(LONG));
            review.subject().changed(start, worker -> worker.setTitle("Head of Robotics"));
        }
    };

    private static final EntitlementRef BOOK = PlantedPolicies.ledger("book");
    private static final EntitlementRef CLOSE = PlantedPolicies.ledger("close");
    private static final EntitlementRef REPORT = PlantedPolicies.ledger("report");
    private static final EntitlementRef ARCHIVE = PlantedPolicies.ledger("archive");
    private static final EntitlementRef MOVING = PlantedPolicies.ledger("moving");
    private static final EntitlementRef BASE = PlantedPolicies.BASE;
    private static final EntitlementRef PAY = PlantedPolicies.PAY;
    private static final String BOOKKEEPING = PlantedPolicies.BOOKKEEPING;
    private static final String ROBOTICS = "Robotics";
    private static final String LOGISTICS = "Logistics";
    private static final CertificationDecision CERTIFY = CertificationDecision.CERTIFY;
    private static final CertificationDecision REVOKE = CertificationDecision.REVOKE;
    private static final Duration DUE = PlantedCampaign.DUE;
    private static final Duration LONG = Duration.ofDays(20);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final PlantedCampaign campaign;

    PlantedReview(PlantedCampaign campaign) {
        this.campaign = campaign;
    }

    PlantedCampaign campaign() {
        return campaign;
    }

    /** Told with the instant at which the review starts. */
    abstract void tell(ReviewScript review, Instant start);

    private static FigureAccount revokedAndTaken(ReviewScript review, Instant start) {
        FigureAccount account = review.holds(ROBOTICS, PAY, start.minus(LONG));
        review.managerSays(REVOKE, PAY, start.plus(A_DAY));
        account.revoked(PAY.getName(), start.plus(A_DAY).plus(A_MINUTE));
        return account;
    }
}
