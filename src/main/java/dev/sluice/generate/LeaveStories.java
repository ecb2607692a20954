package dev.sluice.generate;

import dev.sluice.event.IdentityAction;
import java.time.Duration;
import java.time.Instant;

/** Leaves of absence, and other ways of being away and back, in which a target does something else than it is asked for. */
final class LeaveStories {
    private static final Duration LENGTH = Duration.ofDays(4);

    private LeaveStories() {}

    static void leavesDuringTheLeave(Parting parting) {
        Instant from = parting.end().minus(LENGTH);
        parting.life().leaveBegins(parting.notice(), from, "MEDICAL");
        parting.script().terminationScheduled(parting.notice().plus(Duration.ofHours(7)), parting.end());
        parting.life().isRemovedInTime(parting.end(), "sap");
        AccountScript sap = parting.account("sap");
        sap.disabled(parting.end().plus(Duration.ofHours(2)));
        parting.revokesAll(sap, sap.system().revokeAt(parting.end()).plus(Duration.ofHours(3)));
    }

    static void disabledAfterTheLeave(Parting parting) {
        isAwayExcept(parting, "sap");
        AccountScript sap = parting.account("sap");
        sap.disabled(parting.end().plus(Duration.ofHours(6)));
        sap.enabled(parting.end().plus(Duration.ofHours(55)));
        goesOn(parting);
    }

    static void neverEnabledAgain(Parting parting) {
        isAwayExcept(parting, "sap");
        parting.account("sap").disabled(parting.end().minus(LENGTH).plus(Duration.ofMinutes(20)));
        goesOn(parting);
    }

    static void disabledBeforeTheLeave(Parting parting) {
        parting.account("sap").disabled(parting.end().minus(LENGTH).minus(Duration.ofHours(3)));
        isAwayExcept(parting, "sap");
        goesOn(parting);
    }

    static void toldLate(Parting parting) {
        Instant from = parting.end().minus(LENGTH);
        parting.life().leaveBegins(from.plus(Duration.ofHours(30)), from, "PARENTAL");
        AccountScript sap = parting.account("sap");
        sap.disabled(from.plus(Duration.ofHours(31)));
        parting.script().hr(IdentityAction.LEAVE_ENDED, parting.end());
        sap.enabled(parting.end().plus(Duration.ofMinutes(40)));
        goesOn(parting);
    }

    static void rescindedAfterTheAccountWasDisabled(Parting parting) {
        parting.announced();
        parting.life().isRemovedInTime(parting.end(), "sap");
        parting.account("sap").disabled(parting.end().plus(Duration.ofMinutes(25)));
        Instant rescinded = parting.end().plus(Duration.ofHours(20));
        parting.rescinded(rescinded);
        parting.staysFrom(rescinded.plus(Duration.ofMinutes(50)));
    }

    static void rehiredWhileTheDeletionIsOpen(Parting parting) {
        parting.announcedAndRemovedExcept("sap");
        AccountScript sap = parting.account("sap");
        parting.revokesAll(sap, parting.end().minus(Duration.ofMinutes(50)));
        sap.disabled(parting.end().minus(Duration.ofMinutes(10)));
        Instant back = sap.system().deleteAt(parting.end(), parting.end()).plus(Duration.ofDays(3));
        parting.script().hr(IdentityAction.REHIRED, back.minus(Duration.ofDays(4)), event -> event.setEffectiveAt(back)
                .setReason("Returns after a break"));
        parting.staysFrom(back.plus(Duration.ofDays(2)));
    }

    private static void isAwayExcept(Parting parting, String system) {
        parting.life().isAway(parting.end().minus(LENGTH), parting.end(), system);
    }

    private static void goesOn(Parting parting) {
        parting.life()
                .goesOn(
                        parting.end().plus(Duration.ofDays(6)),
                        parting.life().settings().end());
    }
}
