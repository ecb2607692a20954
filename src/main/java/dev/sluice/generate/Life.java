package dev.sluice.generate;

import dev.sluice.event.IdentityAction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One person's time at the organisation: the arrival, the ordinary days and what a leaver process does in time or late. */
final class Life {
    private static final Duration LATE_DELETION = Duration.ofDays(9);

    private final GeneratorSettings settings;
    private final PersonScript script;
    private final Dice dice;
    private final Map<String, AccountScript> accounts = new LinkedHashMap<>();
    private Instant left;

    Life(GeneratorSettings settings, PersonScript script) {
        this.settings = settings;
        this.script = script;
        this.dice = script.dice();
        script.person().systems().forEach(system -> accounts.put(system.id(), new AccountScript(script, system)));
    }

    PersonScript script() {
        return script;
    }

    GeneratorSettings settings() {
        return settings;
    }

    Person person() {
        return script.person();
    }

    Dice dice() {
        return dice;
    }

    AccountScript account(String system) {
        return accounts.get(system);
    }

    /** The first load of someone who has been here for long: HR's full record, then accounts and what they hold. */
    void isHereFromTheStart() {
        Instant loaded = settings.start().plus(dice.between(Duration.ofMinutes(1), Duration.ofHours(3)));
        script.fullRecord(IdentityAction.HIRED, loaded, null);
        for (AccountScript account : accounts.values()) {
            Instant seen = settings.start().plus(dice.between(Duration.ofHours(4), Duration.ofHours(20)));
            List<String> names = new ArrayList<>(account.birthright());
            names.addAll(dice.sample(account.system().optional(), dice.between(0, 2)));
            if (dice.chance(0.5)) {
                account.created(seen);
                seen = seen.plus(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(10)));
            }
            account.snapshot(seen, names);
        }
    }

    /** Hired during the history: recorded at one time, effective at the same or a later one. */
    void joins(Instant recorded, Instant firstDay) {
        LocalDate day = firstDay.atZone(person().location().zone()).toLocalDate();
        script.startsOn(day);
        script.fullRecord(IdentityAction.HIRED, recorded, dice.chance(0.5) ? firstDay : null);
        Instant earliest = firstDay.minus(Duration.ofHours(20)).isAfter(recorded)
                ? firstDay.minus(Duration.ofHours(20))
                : recorded;
        for (AccountScript account : accounts.values()) {
            Instant at = earliest.plus(dice.between(Duration.ofMinutes(1), Duration.ofHours(19)));
            account.created(at);
            for (String name : account.birthright()) {
                at = at.plus(dice.between(Duration.ofSeconds(2), Duration.ofMinutes(90)));
                account.granted(name, at);
            }
        }
    }

    /** Ordinary days: about one change in five weeks. */
    void goesOn(Instant from, Instant until) {
        List<Instant> changes = new ArrayList<>();
        long weeks = Math.max(0, Duration.between(from, until).toDays() / 7);
        for (int i = 0; i < weeks; i++) {
            if (dice.chance(0.2)) {
                changes.add(dice.between(from, until));
            }
        }
        Instant free = from;
        for (Instant at : changes.stream().sorted().toList()) {
            if (!at.isBefore(free)) {
                change(at, until);
                // A request takes up to half a day; the next change must find it granted.
                free = at.plus(Duration.ofHours(14));
            }
        }
    }

    private void change(Instant at, Instant until) {
        AccountScript account = dice.pick(List.copyOf(accounts.values()));
        int kind = dice.between(0, 99);
        if (kind < 40) {
            grantOrRevoke(account, at, until);
        } else if (kind < 55) {
            Instant to = at.plus(Duration.ofHours(dice.between(2, 72)));
            if (to.isBefore(until)) {
                account.granted(account.system().temporary(), at, dice.chance(0.3) ? at : null, to);
            }
        } else if (kind < 75) {
            List<String> held = account.held();
            boolean drifted = held.size() > 2 && dice.chance(0.3);
            account.snapshot(at, drifted ? dice.sample(held, held.size() - 1) : held);
        } else if (kind < 85) {
            script.fullRecord(IdentityAction.UPDATED, at, null);
        } else if (kind < 93) {
            script.titleChanged(at, dice.pick(script.department().titles()));
        } else {
            script.managerChanged(at, "E" + (10_001 + dice.below(settings.people())));
        }
    }

    private void grantOrRevoke(AccountScript account, Instant at, Instant until) {
        String name = dice.pick(account.system().optional());
        Instant approved = at.plus(dice.between(Duration.ofMinutes(20), Duration.ofHours(12)));
        Instant granted = approved.plus(dice.between(Duration.ofSeconds(5), Duration.ofHours(1)));
        if (account.held().contains(name)) {
            account.givenBack(name, at);
        } else if (granted.isBefore(until) && dice.chance(0.6)) {
            account.requested(name, at, approved, granted);
        } else {
            account.granted(name, at);
        }
    }

    /** Moves to another department: the old access goes, the new comes. */
    void moves(Instant at) {
        Department before = script.department();
        Department to = dice.pick(Department.ALL.stream()
                .filter(department -> !department.equals(before))
                .toList());
        script.transferred(at, to, to.titles().get(0), "E" + (10_001 + Department.ALL.indexOf(to)));
        Instant next = at;
        for (AccountScript account : accounts.values()) {
            String system = account.system().id();
            for (String name : before.access().getOrDefault(system, List.of())) {
                if (account.held().contains(name) && dice.chance(0.8)) {
                    next = next.plus(dice.between(Duration.ofMinutes(1), Duration.ofHours(9)));
                    account.revoked(name, next);
                }
            }
            for (String name : to.access().getOrDefault(system, List.of())) {
                next = next.plus(dice.between(Duration.ofMinutes(1), Duration.ofHours(9)));
                account.granted(name, next);
            }
        }
    }

    /** A leave of absence, announced some days before; in all systems but these, what commands ask for is mostly done. */
    void isAway(Instant from, Instant to, String... except) {
        leaveBegins(from.minus(Duration.ofDays(3)), from, dice.pick(List.of("PARENTAL", "SABBATICAL", "MEDICAL")));
        script.hr(IdentityAction.LEAVE_ENDED, to.minus(Duration.ofHours(5)), event -> event.setEffectiveAt(to));
        for (AccountScript account : accounts.values()) {
            if (account.system().enforced()
                    && !List.of(except).contains(account.system().id())) {
                suspended(account, from, to);
            }
        }
    }

    void leaveBegins(Instant recorded, Instant from, String kind) {
        script.hr(IdentityAction.LEAVE_STARTED, recorded, event -> event.setEffectiveAt(from)
                .setLeaveKind(kind));
    }

    private void suspended(AccountScript account, Instant from, Instant to) {
        Duration late = Duration.between(from, to).dividedBy(2);
        Instant disabled = answered(from, late);
        if (disabled != null) {
            account.disabled(disabled);
            Instant enabled = answered(to, late);
            if (enabled != null) {
                account.enabled(enabled);
            }
        }
    }

    /** When a target does what it is asked for: mostly soon, sometimes much later, now and then never (null). */
    private Instant answered(Instant due, Duration late) {
        int kind = dice.between(0, 99);
        if (kind >= 95) {
            return null;
        }
        return due.plus(
                kind < 85
                        ? dice.between(Duration.ofMinutes(2), Duration.ofHours(1))
                        : dice.between(Duration.ofHours(6), late));
    }

    /** Works here again: every account that is not enabled is, and holds what the department gets. */
    void comesBack(Instant from) {
        left = null;
        Instant at = from;
        for (AccountScript account : accounts.values()) {
            at = at.plus(dice.between(Duration.ofMinutes(1), Duration.ofMinutes(30)));
            if (!account.enabled()) {
                account.enabled(at);
            }
            for (String name : account.birthright()) {
                at = at.plus(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(2)));
                if (!account.held().contains(name)) {
                    account.granted(name, at);
                }
            }
        }
    }

    /** The leaver process works: every account but these is emptied in time. */
    void isRemovedInTime(Instant end, String... except) {
        left = end;
        for (AccountScript account : accounts.values()) {
            if (!List.of(except).contains(account.system().id())) {
                removedInTime(account, end);
            }
        }
    }

    private void removedInTime(AccountScript account, Instant end) {
        Instant before = end.minus(dice.between(Duration.ofMinutes(2), Duration.ofMinutes(80)));
        if (dice.chance(0.15)) {
            account.deleted(before);
            return;
        }
        for (String name : account.held()) {
            account.revoked(name, before);
            before = before.plus(dice.between(Duration.ofMillis(200), Duration.ofSeconds(8)));
        }
        account.disabled(before);
    }

    /** The leaver process is late everywhere: commands are issued, then done, before any finding opens. */
    void isRemovedLate(Instant end) {
        left = end;
        for (AccountScript account : accounts.values()) {
            TargetSystem system = account.system();
            Instant disabled = system.disableAt(end).plus(dice.between(Duration.ofMinutes(5), Duration.ofHours(6)));
            Duration room = system.residue().multipliedBy(8).dividedBy(10);
            Instant first = system.revokeAt(end).plus(dice.between(Duration.ofMinutes(1), room.dividedBy(2)));
            if (account.held().size() > 1 && dice.chance(0.2)) {
                account.snapshot(first, List.of());
            }
            for (String name : account.held()) {
                account.revoked(name, first);
                first = first.plus(dice.between(Duration.ofSeconds(1), Duration.ofMinutes(2)));
            }
            account.disabled(disabled);
        }
    }

    /** The end turns out to be another one than that at which accounts were removed. */
    void leavesAt(Instant end) {
        left = end;
    }

    /**
     * Of who has left for good, what was disabled is deleted when its time of retention is over. Comes last of all that is told
     * of a person. What an account still holds is a story of its own, so it is kept.
     */
    void isForgotten() {
        if (left == null) {
            return;
        }
        for (AccountScript account : accounts.values()) {
            Instant disabled = account.disabledSince();
            if (disabled != null
                    && account.system().enforced()
                    && account.held().isEmpty()) {
                Instant deleted = answered(account.system().deleteAt(left, disabled), LATE_DELETION);
                if (deleted != null) {
                    account.deleted(deleted);
                }
            }
        }
    }
}
