package dev.sluice.generate;

import dev.sluice.event.IdentityAction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The frame of a leaver's story.
 *
 * @param life the person's life so far
 * @param notice when the end becomes known, days before it
 * @param end the end of employment
 */
record Parting(Life life, Instant notice, Instant end) {
    PersonScript script() {
        return life.script();
    }

    AccountScript account(String system) {
        return life.account(system);
    }

    /** The end is announced, and every account but these is emptied in time. */
    void announcedAndRemovedExcept(String... systems) {
        announced();
        life.isRemovedInTime(end, systems);
    }

    void announced() {
        script().terminationScheduled(notice, end);
    }

    /** The last whole day before the end, at that place. */
    LocalDate lastDay(ZoneId zone) {
        return end.atZone(zone).toLocalDate().minusDays(1);
    }

    /** The same story with an end that fits a last day of work at that place. */
    Parting atStartOfDay(ZoneId zone) {
        Instant midnight = end.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        return new Parting(life, notice, midnight);
    }

    /** Makes sure that the account holds so many entitlements long before the end. */
    AccountScript holdsAtLeast(String system, int count) {
        AccountScript account = account(system);
        Instant at = notice.minus(Duration.ofHours(2));
        for (String name : account.system().optional()) {
            if (account.held().size() < count && !account.held().contains(name)) {
                account.granted(name, at);
                at = at.plusSeconds(40);
            }
        }
        return account;
    }

    /** Takes away all that is held, from that instant on, some seconds apart. */
    void revokesAll(AccountScript account, Instant from) {
        Instant at = from;
        for (String name : account.held()) {
            account.revoked(name, at);
            at = at.plusSeconds(7);
        }
    }

    /** Takes away all but one, and then that one exactly at an instant. */
    void revokesLastAt(AccountScript account, Instant exactly) {
        Instant before = exactly.minus(Duration.ofMinutes(20));
        while (account.held().size() > 1) {
            account.revoked(account.held().get(0), before);
            before = before.plusSeconds(11);
        }
        account.revoked(account.held().get(0), exactly);
    }

    void rescinded(Instant at) {
        script().hr(IdentityAction.TERMINATION_RESCINDED, at, event -> event.setReason("Resignation withdrawn"));
    }

    /** Works on or again: accounts as before, then ordinary days up to the end of the history. */
    void staysFrom(Instant from) {
        life.comesBack(from);
        life.goesOn(from.plus(Duration.ofDays(2)), life.settings().end());
    }
}
