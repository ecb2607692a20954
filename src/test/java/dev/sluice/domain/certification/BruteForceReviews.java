package dev.sluice.domain.certification;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;

/** What a campaign leads to, by its definition and plain loops over the whole history; shares no code with the rules. */
final class BruteForceReviews {
    private static final List<String> NAMES = List.of("A", "B", "C", "D");

    private final List<SpecificRecordBase> history;
    private final long now;
    private final Predicate<String> mayBeSilent;

    /**
     * What follows from a history.
     *
     * @param mayBeSilent on what silence revokes
     */
    BruteForceReviews(List<SpecificRecordBase> history, long now, Predicate<String> mayBeSilent) {
        this.history = history;
        this.now = now;
        this.mayBeSilent = mayBeSilent;
    }

    private long heldSince(String name, long at) {
        long since = -1;
        for (SpecificRecordBase event : history) {
            if (event instanceof AccessEvent access
                    && isAbout(access, name)
                    && CertificationPropertiesTest.at(event) <= at) {
                if (access.getAction() == AccessAction.ENTITLEMENT_GRANTED) {
                    since = since < 0 ? CertificationPropertiesTest.at(event) : since;
                } else if (access.getAction() == AccessAction.ENTITLEMENT_REVOKED) {
                    since = -1;
                }
            }
        }
        return since;
    }

    private static boolean isAbout(AccessEvent event, String name) {
        return event.getEntitlement() != null
                && event.getEntitlement().getName().equals(name);
    }

    private boolean isHeld(String name, long at) {
        return heldSince(name, at) >= 0;
    }

    private List<ComplianceEvent> decisions(String name) {
        List<ComplianceEvent> decisions = new ArrayList<>();
        for (SpecificRecordBase event : history) {
            if (event instanceof ComplianceEvent decision
                    && decision.getEntitlement().getName().equals(name)) {
                decisions.add(decision);
            }
        }
        return decisions;
    }

    /** The last word of somebody else while it ran, or null; who abstains has said nothing. */
    private ComplianceEvent counted(String name) {
        ComplianceEvent counted = null;
        for (ComplianceEvent decision : decisions(name)) {
            long at = CertificationPropertiesTest.at(decision);
            boolean runs = at >= CertificationPropertiesTest.START && at < CertificationPropertiesTest.END;
            boolean says =
                    !decision.getReviewerId().equals("E1") && decision.getDecision() != CertificationDecision.ABSTAIN;
            counted = runs && says ? decision : counted;
        }
        return counted;
    }

    private boolean isApprovedWhileItRan(String name) {
        return history.stream()
                .anyMatch(event -> event instanceof AccessEvent access
                        && access.getAction() == AccessAction.REQUEST_APPROVED
                        && isAbout(access, name)
                        && CertificationPropertiesTest.at(event) >= CertificationPropertiesTest.START
                        && CertificationPropertiesTest.at(event) < CertificationPropertiesTest.END);
    }

    /** Held at the start and ever since, and nobody has said anything. */
    private boolean isSilent(String name) {
        return mayBeSilent.test(name) && isItem(name) && outcome(name) == 'U' && !isApprovedWhileItRan(name);
    }

    boolean isItem(String name) {
        return isHeld(name, CertificationPropertiesTest.START);
    }

    /** C, R, G or U. */
    private char outcome(String name) {
        ComplianceEvent counted = counted(name);
        if (counted != null && counted.getDecision() == CertificationDecision.CERTIFY) {
            return 'C';
        }
        if (counted != null && counted.getDecision() == CertificationDecision.REVOKE) {
            return 'R';
        }
        long since = heldSince(name, Math.min(now, CertificationPropertiesTest.END));
        return since >= 0 && since <= CertificationPropertiesTest.START ? 'U' : 'G';
    }

    /** When it was last said that it has to go, if nobody has said otherwise since; or -1. */
    private long revokedAt(String name) {
        long revokedAt = -1;
        ComplianceEvent counted = counted(name);
        if (counted != null && counted.getDecision() == CertificationDecision.REVOKE) {
            revokedAt = CertificationPropertiesTest.at(counted);
        }
        if (isSilent(name)) {
            revokedAt = CertificationPropertiesTest.END;
        }
        for (ComplianceEvent decision : decisions(name)) {
            boolean late = CertificationPropertiesTest.at(decision) >= CertificationPropertiesTest.END
                    && !decision.getReviewerId().equals("E1")
                    && decision.getDecision() == CertificationDecision.REVOKE;
            revokedAt = late ? CertificationPropertiesTest.at(decision) : revokedAt;
        }
        return revokedAt;
    }

    private boolean isAskedForAfter(String name, long at) {
        return history.stream()
                .anyMatch(event -> event instanceof AccessEvent access
                        && access.getAction() == AccessAction.REQUEST_APPROVED
                        && isAbout(access, name)
                        && CertificationPropertiesTest.at(event) >= at);
    }

    TreeSet<String> revoked() {
        TreeSet<String> revoked = new TreeSet<>();
        for (String name : NAMES) {
            long at = revokedAt(name);
            if (isHeld(name, now) && heldSince(name, now) < at && !isAskedForAfter(name, at)) {
                revoked.add(name);
            }
        }
        return revoked;
    }

    /** What a request gives that nobody has revoked since it was approved. */
    TreeSet<String> granted() {
        TreeSet<String> granted = new TreeSet<>();
        for (String name : NAMES) {
            if (!isHeld(name, now) && isAskedForAfter(name, revokedAt(name))) {
                granted.add(name);
            }
        }
        return granted;
    }

    /** Whether anybody is still to answer. */
    boolean isOpen() {
        return NAMES.stream().anyMatch(name -> isItem(name) && outcome(name) == 'U');
    }

    TreeSet<String> selfReviews() {
        TreeSet<String> own = new TreeSet<>();
        for (String name : NAMES) {
            boolean stands = false;
            for (ComplianceEvent decision : decisions(name)) {
                if (decision.getDecision() != CertificationDecision.ABSTAIN) {
                    stands = decision.getReviewerId().equals("E1");
                }
            }
            if (stands && isHeld(name, now)) {
                own.add(name);
            }
        }
        return own;
    }

    long items() {
        return NAMES.stream().filter(this::isItem).count();
    }

    private long count(char outcome) {
        return NAMES.stream()
                .filter(name -> isItem(name) && outcome(name) == outcome)
                .count();
    }

    List<Long> counts() {
        return List.of(
                items(),
                count('C'),
                count('R'),
                count('G'),
                count('U'),
                NAMES.stream().filter(this::isSilent).count());
    }
}
