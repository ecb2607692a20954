package dev.sluice.bench.load;

import dev.sluice.bench.load.Population.Standing;
import dev.sluice.domain.Category;
import dev.sluice.event.AccountRef;
import dev.sluice.event.IdentityAction;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * Makes the log: first every identity is hired and each of its accounts reported, then events by the profile's mix. The same
 * profile gives the same events. Whoever left loses access some time later, as if the commands were carried out. It goes on
 * for ever: the caller decides where the log ends.
 */
public final class LoadGenerator {
    /** The instant of the first event. */
    public static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();

    private static final double DAY_MS = 86_400_000;
    private static final int ANSWER_AFTER_EVENTS = 2_000;
    private static final int TRIES = 8;
    private static final int ARRIVAL_SPREAD_MS = 400;

    private final LoadProfile profile;
    private final SplittableRandom random;
    private final Population population;
    private final Choice choice;
    private final Events events;
    private final Deque<Leaver> leavers = new ArrayDeque<>();
    private long number;

    /** Someone whose access is taken away piece by piece. */
    private static final class Leaver {
        final int identity;
        final long from;
        int accounts;

        Leaver(int identity, long from) {
            this.identity = identity;
            this.from = from;
        }
    }

    /**
     * A generator at the beginning of its log.
     *
     * @param profile what to make
     */
    public LoadGenerator(LoadProfile profile) {
        this.profile = profile;
        random = new SplittableRandom(profile.seed());
        population = new Population(profile);
        choice = new Choice(profile.identities(), profile.skew());
        events = new Events(random);
    }

    /**
     * Makes the next event.
     *
     * @return the event
     */
    public LoadEvent next() {
        LoadEvent event = number < profile.preparation() ? prepared() : mixed();
        number++;
        return event;
    }

    private LoadEvent prepared() {
        int each = 1 + profile.systemsPerIdentity();
        int identity = (int) (number / each);
        int step = (int) (number % each);
        long at = instant(identity);
        String id = population.id(identity);
        if (step == 0) {
            return event(Category.IDENTITY, id, events.hired(id, identity, number, at), at);
        }
        AccountRef account = account(identity, step - 1);
        return event(
                Category.ACCESS,
                id,
                events.snapshot(id, account, population.firstHoldings(identity, step - 1), number, at),
                at);
    }

    private LoadEvent mixed() {
        Mix.Kind kind = profile.mix().at(random.nextDouble());
        int identity = choice.next(random);
        return switch (kind) {
            case LOGIN -> login(identity);
            case ACCESS -> access(identity);
            case HR -> hr(identity);
            case SESSION -> {
                long at = instant(identity);
                String id = population.id(identity);
                yield event(Category.PRIVILEGED_SESSION, id, events.session(id, number, at), at);
            }
            case CREDENTIAL -> {
                long at = instant(identity);
                String id = population.id(identity);
                yield event(Category.PRIVILEGED_SESSION, id, events.credential(id, number, at), at);
            }
            case CERTIFICATION -> certified(identity);
            case REQUEST -> requested(identity);
        };
    }

    private LoadEvent login(int identity) {
        long at = instant(identity);
        String id = population.id(identity);
        return event(Category.AUTHENTICATION, id, events.login(id, identity, number, at), at);
    }

    private LoadEvent certified(int identity) {
        long at = instant(identity);
        String id = population.id(identity);
        var entitlement = population.entitlement(identity, random.nextInt(population.slots()));
        return event(Category.COMPLIANCE, id, events.certified(id, entitlement, number, at), at);
    }

    private LoadEvent requested(int identity) {
        long at = instant(identity);
        String id = population.id(identity);
        var entitlement = population.entitlement(identity, random.nextInt(population.slots()));
        return event(Category.ACCESS, id, events.approved(id, entitlement, number, at), at);
    }

    private LoadEvent access(int identity) {
        if (random.nextBoolean()) {
            LoadEvent answer = answer();
            if (answer != null) {
                return answer;
            }
        }
        int who = identity;
        for (int tries = 0; population.standing(who) == Standing.LEFT; tries++) {
            if (tries == TRIES) {
                return login(who);
            }
            who = choice.next(random);
        }
        int slot = random.nextInt(population.slots());
        return turnOver(who, slot);
    }

    private LoadEvent turnOver(int identity, int slot) {
        long at = instant(identity);
        String id = population.id(identity);
        boolean grant = !population.holds(identity, slot);
        population.turnOver(identity, slot);
        AccountRef account = account(identity, slot % profile.systemsPerIdentity());
        var entitlement = population.entitlement(identity, slot);
        return event(Category.ACCESS, id, events.entitlement(id, account, entitlement, grant, number, at), at);
    }

    /** The next piece of access that is taken from somebody who left; null if there is nobody. */
    private LoadEvent answer() {
        while (!leavers.isEmpty() && leavers.peek().from <= number) {
            Leaver leaver = leavers.peek();
            int identity = leaver.identity;
            int slot = population.anyHeld(identity);
            if (population.standing(identity) != Standing.LEFT || slot < 0) {
                leavers.remove();
            } else if (leaver.accounts < profile.systemsPerIdentity()) {
                long at = instant(identity);
                String id = population.id(identity);
                return event(
                        Category.ACCESS, id, events.disabled(id, account(identity, leaver.accounts++), number, at), at);
            } else {
                return turnOver(identity, slot);
            }
        }
        return null;
    }

    private LoadEvent hr(int identity) {
        long at = instant(identity);
        String id = population.id(identity);
        return event(Category.IDENTITY, id, events.changed(id, action(identity), number, at), at);
    }

    private IdentityAction action(int identity) {
        Standing standing = population.standing(identity);
        if (standing == Standing.LEFT) {
            population.stand(identity, Standing.ACTIVE);
            return IdentityAction.REHIRED;
        }
        if (standing == Standing.ON_LEAVE) {
            population.stand(identity, Standing.ACTIVE);
            return IdentityAction.LEAVE_ENDED;
        }
        if (random.nextDouble() * 100 < profile.leaversPercent()) {
            population.stand(identity, Standing.LEFT);
            leavers.add(new Leaver(identity, number + ANSWER_AFTER_EVENTS));
            return IdentityAction.TERMINATED;
        }
        int draw = random.nextInt(100);
        if (draw < 2) {
            population.stand(identity, Standing.ON_LEAVE);
            return IdentityAction.LEAVE_STARTED;
        }
        return draw < 60
                ? IdentityAction.UPDATED
                : draw < 80 ? IdentityAction.TRANSFERRED : IdentityAction.MANAGER_CHANGED;
    }

    private AccountRef account(int identity, int number) {
        return population.account(identity, population.systemOf(identity, number));
    }

    private long instant(int identity) {
        return population.instant(identity, START + (long) (number * DAY_MS / profile.eventsPerDay()));
    }

    private LoadEvent event(
            Category category, String id, org.apache.avro.specific.SpecificRecordBase event, long occurredAt) {
        return new LoadEvent(category, id, event, occurredAt + 20 + random.nextInt(ARRIVAL_SPREAD_MS));
    }
}
