package dev.sluice.generate;

import dev.sluice.event.IdentityAction;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Ends of employment that move, vanish, come in other forms or are followed by a new start. */
final class StatusStories {
    private StatusStories() {}

    static void rehiredWhileCommandsAreOpen(Parting parting) {
        parting.announcedAndRemovedExcept("sap");
        Instant back = parting.account("sap").system().findingAt(parting.end()).plus(Duration.ofHours(44));
        parting.script().startsOn(day(parting, back));
        parting.script().fullRecord(IdentityAction.REHIRED, back, null);
        parting.staysFrom(back.plus(Duration.ofDays(2)));
    }

    static void rehireAnnounced(Parting parting) {
        parting.announcedAndRemovedExcept("sap");
        Instant back = parting.end().plus(Duration.ofDays(9));
        parting.script()
                .hr(IdentityAction.REHIRED, parting.end().plus(Duration.ofDays(3)), event -> event.setEffectiveAt(back)
                        .setReason("Returns after a break"));
        parting.script().startsOn(day(parting, back));
        parting.staysFrom(back.plus(Duration.ofDays(2)));
    }

    static void movedAfterCommandsWereIssued(Parting parting) {
        parting.announcedAndRemovedExcept("sap");
        Instant moved = parting.end().plus(Duration.ofDays(15));
        parting.script().terminationScheduled(parting.end().plus(Duration.ofHours(30)), moved);
        parting.life().leavesAt(moved);
        AccountScript sap = parting.account("sap");
        sap.disabled(moved.plus(Duration.ofHours(2)));
        parting.revokesAll(sap, sap.system().revokeAt(moved).plus(Duration.ofHours(3)));
    }

    static void rescindedAfterCommandsWereIssued(Parting parting) {
        parting.announced();
        parting.life().isRemovedInTime(parting.end(), "sap", "ad");
        Instant rescinded = parting.end().plus(Duration.ofHours(26));
        parting.rescinded(rescinded);
        parting.staysFrom(rescinded.plus(Duration.ofDays(1)));
    }

    static void rescindedInTime(Parting parting) {
        parting.announced();
        parting.rescinded(parting.end().minus(Duration.ofHours(50)));
        parting.staysFrom(parting.end());
    }

    static void postponed(Parting parting) {
        parting.announced();
        Instant later = parting.end().plus(Duration.ofDays(20));
        parting.script().terminationScheduled(parting.end().minus(Duration.ofDays(2)), later);
        parting.life().isRemovedInTime(later);
    }

    static void broughtForward(Parting parting) {
        parting.script().terminationScheduled(parting.notice(), parting.end().plus(Duration.ofDays(20)));
        parting.script()
                .hr(IdentityAction.TERMINATED, parting.end().minus(Duration.ofHours(4)), event -> event.setEffectiveAt(
                                parting.end())
                        .setReason("Garden leave"));
        parting.life().isRemovedLate(parting.end());
    }

    static void endsAtOnce(Parting parting) {
        parting.script()
                .hr(
                        IdentityAction.TERMINATED,
                        parting.end(),
                        event -> event.setReason("Dismissed with immediate effect"));
        parting.life().isRemovedLate(parting.end());
    }

    static void lastDayWithZone(Parting frame) {
        ZoneId zone = ZoneId.of("Australia/Melbourne");
        Parting parting = frame.atStartOfDay(zone);
        parting.script()
                .lastDay(IdentityAction.TERMINATION_SCHEDULED, parting.notice(), parting.lastDay(zone), zone.getId());
        aroundMidnight(parting);
    }

    static void lastDayInTheWorkersZone(Parting frame) {
        ZoneId zone = frame.life().person().location().zone();
        Parting parting = frame.atStartOfDay(zone);
        parting.script().lastDay(IdentityAction.TERMINATED, parting.notice(), parting.lastDay(zone), null);
        aroundMidnight(parting);
    }

    /** One system half an hour before midnight, one half an hour after, one never. */
    private static void aroundMidnight(Parting parting) {
        parting.life().isRemovedInTime(parting.end(), "okta", "ad", "sap");
        AccountScript ad = parting.account("ad");
        parting.revokesAll(ad, parting.end().minus(Duration.ofMinutes(31)));
        ad.disabled(parting.end().minus(Duration.ofMinutes(30)));
        AccountScript okta = parting.account("okta");
        okta.disabled(parting.end().plus(Duration.ofMinutes(30)));
        parting.revokesAll(okta, parting.end().plus(Duration.ofMinutes(31)));
    }

    static void contractEnds(Parting frame) {
        Parting parting = contract(frame);
        parting.life().isRemovedInTime(parting.end(), "sap");
    }

    static void contractIsExtended(Parting frame) {
        Parting parting = contract(frame);
        LocalDate longer = parting.life().person().contractEnd().plusDays(21);
        parting.script().endsOn(longer);
        parting.script().lastDay(IdentityAction.UPDATED, parting.notice(), longer, null);
        ZoneId zone = parting.life().person().location().zone();
        parting.life().isRemovedInTime(longer.plusDays(1).atStartOfDay(zone).toInstant());
    }

    private static Parting contract(Parting frame) {
        return frame.atStartOfDay(frame.life().person().location().zone());
    }

    static void fullRecordEndsIt(Parting frame) {
        ZoneId zone = frame.life().person().location().zone();
        Parting parting = frame.atStartOfDay(zone);
        Worker worker =
                parting.script().worker().setEndDate(parting.lastDay(zone)).build();
        parting.script().hr(IdentityAction.UPDATED, parting.notice(), event -> event.setComplete(true)
                .setWorker(worker));
        parting.life().isRemovedInTime(parting.end(), "sap");
    }

    static void fullRecordWithdrawsTheEnd(Parting parting) {
        parting.announced();
        parting.script().fullRecord(IdentityAction.UPDATED, parting.end().minus(Duration.ofHours(60)), null);
        parting.staysFrom(parting.end());
    }

    static void recordedLate(Parting parting) {
        parting.life().isRemovedInTime(parting.end(), "sap");
        Instant recorded = parting.end().plus(Duration.ofHours(77));
        parting.script().hr(IdentityAction.TERMINATED, recorded, event -> event.setEffectiveAt(parting.end())
                .setReason("Entered after the fact"));
        AccountScript sap = parting.account("sap");
        sap.disabled(recorded.plus(Duration.ofHours(1)));
        parting.revokesAll(sap, recorded.plus(Duration.ofHours(30)));
    }

    static void oneOfTwoEmploymentsEnds(Parting parting) {
        Worker second = parting.script()
                .worker()
                .setEmploymentId("EMP-2")
                .setTitle("Lecturer")
                .build();
        parting.script().hr(IdentityAction.HIRED, parting.notice(), event -> event.setEffectiveAt(parting.notice())
                .setWorker(second));
        parting.script().terminationScheduled(parting.notice().plus(Duration.ofHours(4)), parting.end());
        Instant last = parting.end().plus(Duration.ofDays(20));
        Worker ended = Worker.newBuilder().setEmploymentId("EMP-2").build();
        parting.script()
                .hr(
                        IdentityAction.TERMINATION_SCHEDULED,
                        parting.end().plus(Duration.ofDays(4)),
                        event -> event.setEffectiveAt(last).setWorker(ended));
        parting.life().isRemovedInTime(last, "sap");
    }

    static void neverStarts(Parting parting) {
        PersonScript script = parting.script();
        Instant firstDay = parting.end().plus(Duration.ofDays(7));
        script.startsOn(day(parting, firstDay));
        script.fullRecord(IdentityAction.HIRED, parting.notice(), firstDay);
        AccountScript okta = parting.account("okta");
        Instant at = parting.end().minus(Duration.ofHours(30));
        okta.created(at);
        for (String name : okta.birthright()) {
            at = at.plusSeconds(3);
            okta.granted(name, at);
        }
        script.hr(IdentityAction.TERMINATED, parting.end().minus(Duration.ofHours(1)), event -> event.setEffectiveAt(
                        parting.end())
                .setReason("Did not take up the position"));
        parting.revokesAll(okta, parting.end().plus(Duration.ofDays(3)));
        okta.disabled(parting.end().plus(Duration.ofHours(73)));
    }

    private static LocalDate day(Parting parting, Instant instant) {
        return instant.atZone(parting.life().person().location().zone()).toLocalDate();
    }
}
