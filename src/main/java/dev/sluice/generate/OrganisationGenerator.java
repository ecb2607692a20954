package dev.sluice.generate;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Draws the people of an organisation: departments and sites by Zipf's law, managers, contractors, accounts. */
public final class OrganisationGenerator {
    private static final int FIRST_ID = 10_001;
    private static final int TEAM = 9;
    private static final double CONTRACTORS = 0.15;

    private static final List<String> GIVEN = List.of(
            "Ada", "Aiko", "Alina", "Amir", "Anders", "Beatriz", "Bruno", "Carla", "Chen", "Dario", "Elif", "Emeka",
            "Esther", "Farid", "Greta", "Hana", "Ines", "Ivan", "Jonas", "Kenji", "Lara", "Leon", "Mei", "Milan",
            "Nadia", "Noah", "Olga", "Oscar", "Priya", "Rafael", "Rosa", "Samir", "Sofia", "Tariq", "Uma", "Viktor",
            "Wanda", "Yara", "Yusuf", "Zoe");
    private static final List<String> FAMILY = List.of(
            "Almeida",
            "Baumann",
            "Chandra",
            "Dubois",
            "Eriksen",
            "Fischer",
            "Gallo",
            "Haddad",
            "Ishikawa",
            "Jansen",
            "Keller",
            "Laurent",
            "Mbeki",
            "Novak",
            "Okafor",
            "Petrov",
            "Quispe",
            "Rossi",
            "Schneider",
            "Tanaka",
            "Ueda",
            "Varga",
            "Weber",
            "Xu",
            "Yamada",
            "Zimmermann",
            "Brunner",
            "Costa",
            "Demir",
            "Farkas",
            "Gupta",
            "Horvat",
            "Iyer",
            "Kowalski",
            "Lindqvist",
            "Moreau",
            "Nakamura",
            "Oliveira",
            "Park",
            "Santos");

    private final GeneratorSettings settings;
    private final Map<String, Integer> userNames = new HashMap<>();
    private final Map<Department, List<String>> members = new HashMap<>();

    private OrganisationGenerator(GeneratorSettings settings) {
        this.settings = settings;
    }

    /**
     * Draws an organisation.
     *
     * @param settings the seed, the size and the time
     * @return the same organisation for the same settings
     */
    public static Organisation generate(GeneratorSettings settings) {
        OrganisationGenerator generator = new OrganisationGenerator(settings);
        List<Person> people = new ArrayList<>(settings.people());
        for (int number = 0; number < settings.people(); number++) {
            people.add(generator.person(number));
        }
        return new Organisation(settings, people);
    }

    private Person person(int number) {
        Dice dice = Dice.of(settings.seed(), number);
        int heads = Department.ALL.size();
        Department department = number < heads ? Department.ALL.get(number) : Department.ALL.get(dice.zipf(heads));
        Location location = Location.ALL.get(dice.zipf(Location.ALL.size()));
        String given = dice.pick(GIVEN);
        String family = dice.pick(FAMILY);
        String identityId = "E" + (FIRST_ID + number);
        boolean head = number < heads;
        int job = dice.between(0, department.titles().size() - 1);
        String jobCode = department.costCentre().substring(2) + "-" + (head ? 9 : job + 1);
        LocalDate today = settings.start().atZone(ZoneOffset.UTC).toLocalDate();
        boolean contractor = !head && dice.chance(CONTRACTORS);
        return new Person(
                number,
                identityId,
                given,
                family,
                userName(given, family),
                department,
                location,
                head ? "Head of " + department.name() : department.titles().get(job),
                jobCode,
                manager(department, identityId, number, dice),
                today.minusDays(dice.between(20, contractor ? 300 : 4000)),
                contractor ? today.plusDays(dice.between(30, 500)) : null,
                systems(department, dice));
    }

    private String userName(String given, String family) {
        String plain = (given.charAt(0) + "." + family).toLowerCase(Locale.ROOT);
        int taken = userNames.merge(plain, 1, Integer::sum);
        return taken == 1 ? plain : plain + taken;
    }

    private String manager(Department department, String identityId, int number, Dice dice) {
        List<String> colleagues = members.computeIfAbsent(department, d -> new ArrayList<>());
        String manager = number == 0 ? null : "E" + FIRST_ID;
        if (!colleagues.isEmpty()) {
            // One in nine leads a team; the first ones lead the largest part.
            manager = colleagues.get((int) dice.below(1 + (colleagues.size() - 1) / TEAM));
        }
        colleagues.add(identityId);
        return manager;
    }

    private static List<TargetSystem> systems(Department department, Dice dice) {
        TreeSet<String> ids = new TreeSet<>(List.of("okta", "ad"));
        department.access().keySet().stream()
                .sorted()
                .filter(system -> dice.chance(0.85))
                .forEach(ids::add);
        if (dice.chance(0.25)) {
            ids.add("servicenow");
        }
        if (dice.chance(0.3)) {
            ids.add("jira");
        }
        return TargetSystem.ALL.stream()
                .filter(system -> ids.contains(system.id()))
                .toList();
    }
}
