package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the history of an organisation, person by person, into a sink. Most people stay, some join, move, go on leave or
 * go; each {@link PlantedCase} happens to at least one person, if there are enough (about 70 people, six months). Beside the people
 * there are figures of other stories, each of which is told once.
 */
public final class HistoryGenerator {
    private static final int PEOPLE_PER_REPETITION = 1000;

    private final Organisation organisation;
    private final GeneratorSettings settings;
    private final EventSink sink;
    private final Headers headers;
    private final Map<PlantedCase, List<String>> planted = new EnumMap<>(PlantedCase.class);
    private final Map<PlantedDeed.Who, Integer> deeds = new EnumMap<>(PlantedDeed.Who.class);

    /**
     * Prepares the history of an organisation.
     *
     * @param organisation who works there
     * @param sink where the events go; what lies outside of the history is left out
     */
    public HistoryGenerator(Organisation organisation, EventSink sink) {
        this.organisation = organisation;
        this.settings = organisation.settings();
        Instant end = settings.end();
        this.sink = (file, occurredAt, event) -> {
            if (occurredAt.isBefore(end) && !occurredAt.isBefore(settings.start())) {
                sink.accept(file, occurredAt, event);
            }
        };
        this.headers = new Headers(Dice.of(settings.seed(), -1));
    }

    /**
     * Tells everything, once.
     *
     * @return who was given which planted case
     */
    public Map<PlantedCase, List<String>> run() {
        Map<Integer, PlantedCase> cases = cast();
        for (Person person : organisation.people()) {
            Dice dice = Dice.of(settings.seed() + 1, person.number());
            PlantedCase planned = cases.get(person.number());
            if (planned == null) {
                ordinary(person, dice);
            } else {
                plant(person, planned, dice);
            }
        }
        new Certifications(organisation, Dice.of(settings.seed(), -2), headers, sink).run();
        new PlantedSprays(headers, sink).run(partOfHistory(0.5).truncatedTo(ChronoUnit.DAYS));
        new PlantedStates(settings, headers, sink).run();
        return planted;
    }

    private Map<Integer, PlantedCase> cast() {
        Dice dice = Dice.of(settings.seed(), -3);
        int repetitions = 1 + settings.people() / PEOPLE_PER_REPETITION;
        List<Integer> left = new ArrayList<>();
        for (Person person : organisation.people()) {
            if (!person.contractor() && person.number() >= Department.ALL.size()) {
                left.add(person.number());
            }
        }
        Map<Integer, PlantedCase> cases = new HashMap<>();
        for (int i = 0; i < repetitions; i++) {
            for (PlantedCase planned : PlantedCase.values()) {
                if (!left.isEmpty()) {
                    int at = (int) dice.below(left.size());
                    cases.put(left.get(at), planned);
                    left.set(at, left.get(left.size() - 1));
                    left.remove(left.size() - 1);
                }
            }
        }
        return cases;
    }

    private void plant(Person drawn, PlantedCase planned, Dice dice) {
        planted.computeIfAbsent(planned, c -> new ArrayList<>()).add(drawn.identityId());
        ZoneId zone = drawn.location().zone();
        Instant end = endOfDay(dice.between(partOfHistory(0.3), partOfHistory(0.6)), zone);
        Instant earliest = settings.start().plus(Duration.ofDays(4));
        Instant notice = end.minus(dice.between(Duration.ofDays(5), Duration.ofDays(30)));
        notice = notice.isBefore(earliest) ? earliest : notice;
        LocalDate lastDay = planned.contract() ? end.atZone(zone).toLocalDate().minusDays(1) : null;
        Person person = drawn.with(lastDay, systems(drawn, planned));
        Life life = life(person, dice);
        Parting parting = new Parting(life, notice, end);
        if (!planned.joins()) {
            life.isHereFromTheStart();
            life.goesOn(settings.start().plus(Duration.ofDays(2)), notice.minus(Duration.ofDays(1)));
            planned.systems().forEach(system -> parting.holdsAtLeast(system, 2));
            activity(person, dice, settings.start(), end);
        }
        correlateSometimes(life, dice);
        planned.tell(parting);
        life.isForgotten();
    }

    private static List<TargetSystem> systems(Person person, PlantedCase planned) {
        Set<String> ids = new LinkedHashSet<>(planned.systems());
        person.systems().forEach(system -> ids.add(system.id()));
        return TargetSystem.ALL.stream()
                .filter(system -> ids.contains(system.id()))
                .toList();
    }

    private void ordinary(Person person, Dice dice) {
        Life life = life(person, dice);
        ZoneId zone = person.location().zone();
        Instant from = settings.start().plus(Duration.ofDays(2));
        Instant until = settings.end();
        if (person.contractor()) {
            Instant end = person.contractEnd().plusDays(1).atStartOfDay(zone).toInstant();
            life.isHereFromTheStart();
            life.goesOn(from, earlier(end.minus(Duration.ofDays(2)), until));
            activity(person, dice, settings.start(), earlier(end, until));
            leave(life, end, dice);
            return;
        }
        int kind = dice.between(0, 99);
        if (kind < 9) {
            joiner(life, dice);
            return;
        }
        life.isHereFromTheStart();
        Instant turn = dice.between(from.plus(Duration.ofDays(8)), until.minus(Duration.ofDays(8)));
        if (kind < 21) {
            Instant end = endOfDay(turn, zone);
            Instant notice = end.minus(dice.between(Duration.ofHours(30), Duration.ofDays(7)));
            life.goesOn(from, notice.minus(Duration.ofHours(20)));
            correlateSometimes(life, dice);
            life.script().terminationScheduled(notice, end);
            leave(life, end, dice);
            activity(person, dice, settings.start(), end);
            deed(person, PlantedDeed.Who.LEAVES, end);
            return;
        }
        life.goesOn(from, turn.minus(Duration.ofDays(5)));
        Instant back = turn;
        if (kind < 33) {
            life.moves(turn);
        } else if (kind < 38) {
            // What others do to what the person holds goes on meanwhile.
            back = turn.plus(Duration.ofDays(dice.between(10, 90)));
            life.isAway(turn, back);
            deed(person, PlantedDeed.Who.IS_AWAY, turn);
        }
        life.goesOn(turn.plus(Duration.ofDays(5)), until);
        activity(person, dice, settings.start(), turn);
        activity(person, dice, back, until);
        if (back.equals(turn)) {
            deed(person, PlantedDeed.Who.STAYS, partOfHistory(0.5));
        }
    }

    /** Each in turn, until each has been told once for every thousand people. */
    private void deed(Person person, PlantedDeed.Who who, Instant at) {
        List<PlantedDeed> all = PlantedDeed.of(who);
        int told = deeds.merge(who, 1, Integer::sum) - 1;
        int times = 1 + settings.people() / PEOPLE_PER_REPETITION;
        PlantedSession[] sessions = PlantedSession.values();
        int next = told - all.size() * times;
        if (next < 0) {
            all.get(told % all.size()).tell(new Deed(person, headers, sink), at);
        } else if (who == PlantedDeed.Who.STAYS && next < sessions.length * times) {
            sessions[next % sessions.length].tell(new SessionDeed(person, headers, sink), at);
        }
    }

    private void joiner(Life life, Dice dice) {
        Instant recorded = dice.between(partOfHistory(0.05), partOfHistory(0.9));
        Instant firstDay = dice.chance(0.7) ? recorded.plus(Duration.ofDays(dice.between(1, 30))) : recorded;
        life.joins(recorded, firstDay);
        life.goesOn(firstDay.plus(Duration.ofDays(5)), settings.end());
        activity(life.person(), dice, firstDay, settings.end());
    }

    private static void leave(Life life, Instant end, Dice dice) {
        if (dice.chance(0.75)) {
            life.isRemovedInTime(end);
        } else {
            life.isRemovedLate(end);
        }
        life.isForgotten();
    }

    private Life life(Person person, Dice dice) {
        return new Life(settings, new PersonScript(person, headers, sink, dice));
    }

    private void activity(Person person, Dice dice, Instant from, Instant until) {
        if (from.isBefore(until)) {
            new Activity(person, dice, headers, sink).during(from.plus(Duration.ofDays(1)), until);
        }
    }

    private static void correlateSometimes(Life life, Dice dice) {
        if (dice.chance(0.5)) {
            life.script().correlate("OFF-" + (50_000 + dice.below(40_000)));
        }
    }

    private Instant partOfHistory(double part) {
        Duration length = Duration.between(settings.start(), settings.end());
        return settings.start().plusMillis((long) (length.toMillis() * part));
    }

    private static Instant endOfDay(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalDate().atTime(18, 0).atZone(zone).toInstant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
