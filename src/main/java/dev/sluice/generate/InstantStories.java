package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;

/** Removals on, just before and just after the instants at which something is due. */
final class InstantStories {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private InstantStories() {}

    static void oneMillisecondBefore(Parting parting) {
        removedAround(parting, MILLISECOND.negated());
    }

    static void atTheInstant(Parting parting) {
        removedAround(parting, Duration.ZERO);
    }

    static void oneMillisecondAfter(Parting parting) {
        removedAround(parting, MILLISECOND);
    }

    private static void removedAround(Parting parting, Duration offset) {
        AccountScript sap = parting.account("sap");
        parting.announcedAndRemovedExcept("sap");
        sap.disabled(sap.system().disableAt(parting.end()).plus(offset));
        parting.revokesLastAt(sap, sap.system().revokeAt(parting.end()).plus(offset));
    }

    static void oneMillisecondBeforeTheFinding(Parting parting) {
        removedAroundTheFinding(parting, MILLISECOND.negated());
    }

    static void asTheFindingOpens(Parting parting) {
        removedAroundTheFinding(parting, Duration.ZERO);
    }

    private static void removedAroundTheFinding(Parting parting, Duration offset) {
        AccountScript sap = parting.account("sap");
        parting.announcedAndRemovedExcept("sap");
        sap.disabled(parting.end().minus(Duration.ofMinutes(6)));
        parting.revokesLastAt(sap, sap.system().findingAt(parting.end()).plus(offset));
    }

    static void limitEndsAtTheInstant(Parting parting) {
        AccountScript sap = parting.account("sap");
        parting.announcedAndRemovedExcept("sap");
        Instant due = sap.system().revokeAt(parting.end());
        sap.granted("FF_EMERGENCY", parting.end().minus(Duration.ofHours(6)), null, due);
        parting.revokesAll(sap, parting.end().minus(Duration.ofHours(2)));
        sap.disabled(parting.end().minus(Duration.ofHours(1)));
    }

    static void twoFactsInOneMillisecond(Parting parting) {
        AccountScript sap = parting.holdsAtLeast("sap", 2);
        String kept = sap.held().get(0);
        sap.revokedAndGrantedAtOnce(kept, parting.notice().minus(Duration.ofMinutes(30)));
        parting.announcedAndRemovedExcept("sap");
        Instant at = parting.end().minus(Duration.ofMinutes(40));
        for (String name : sap.held()) {
            if (!name.equals(kept)) {
                sap.revoked(name, at);
                at = at.plusSeconds(5);
            }
        }
        sap.disabled(at);
    }
}
