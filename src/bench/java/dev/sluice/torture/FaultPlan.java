package dev.sluice.torture;

import dev.sluice.torture.rig.Brokers;
import dev.sluice.torture.rig.Instances;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws faults by a seed: first each kind once in any order, as far as there are enough, then by weight. */
final class FaultPlan {
    private static final List<String> PARTITIONS = List.of(
            "CUT all",
            "SILENT all",
            "SILENT_FORTH all",
            "SILENT_BACK all",
            "HALF_OPEN all",
            "RESETS all",
            "CUT one",
            "SILENT one",
            "HALF_OPEN one",
            "SILENT brokers",
            "CUT brokers");
    private static final List<String> SICK = List.of("REFUSES", "HANGS", "FAILS", "LIES", "BREAKS_OFF", "DRIPS");
    private static final List<String> SKEWS = List.of("-600", "+600", "+7200");

    /** What is too long for a short run, or too much for a short history. */
    private static final Set<FaultKind> LONG_ONLY =
            EnumSet.of(FaultKind.UPGRADE, FaultKind.ROLLBACK, FaultKind.TOPOLOGY, FaultKind.BROKER_DISK_FULL);

    /** Of which it is measured how soon all go on. */
    private static final Set<FaultKind> MEASURED = EnumSet.of(
            FaultKind.KILL_APP,
            FaultKind.WIPED_STATE,
            FaultKind.PAUSE_APP,
            FaultKind.ALL_BROKERS_DOWN,
            FaultKind.SICK_REGISTRY,
            FaultKind.UPGRADE,
            FaultKind.ROLLBACK);

    /** What comes once, and as often as not while something else is done. */
    private static final Set<FaultKind> ONCE = EnumSet.of(FaultKind.UPGRADE, FaultKind.ROLLBACK);

    private static final long USUAL_RECOVERY_MS = 20_000;
    private static final long LONGEST_PAUSE_MS = 60_000;

    private final Random random;
    private final boolean isShort;
    private final Set<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);

    private FaultPlan(long seed, boolean isShort) {
        this.random = new Random(seed ^ 0xFA17);
        this.isShort = isShort;
    }

    /**
     * Draws.
     *
     * @param seed decides
     * @param count how many
     * @param isShort whether they are kept short
     * @param kinds what can be done
     */
    static List<Fault> draw(long seed, int count, boolean isShort, Set<FaultKind> kinds) {
        FaultPlan plan = new FaultPlan(seed, isShort);
        List<FaultKind> allowed = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            if (kinds.contains(kind)
                    && kind != FaultKind.ROLLBACK
                    && !(isShort && LONG_ONLY.contains(kind) && kinds.size() > LONG_ONLY.size())) {
                allowed.add(kind);
            }
        }
        if (allowed.isEmpty()) {
            return List.of();
        }
        List<FaultKind> order = new ArrayList<>(allowed);
        Collections.shuffle(order, plan.random);
        if (isShort) {
            // A kill is the least that a run, however short, has to go through.
            order.remove(FaultKind.KILL_APP);
            if (allowed.contains(FaultKind.KILL_APP)) {
                order.add(0, FaultKind.KILL_APP);
            }
        }
        while (order.size() < count) {
            order.add(plan.weighted(allowed));
        }
        List<FaultKind> chosen = new ArrayList<>(order.subList(0, count));
        if (chosen.contains(FaultKind.UPGRADE) && kinds.contains(FaultKind.ROLLBACK)) {
            int upgraded = chosen.indexOf(FaultKind.UPGRADE);
            chosen.add(upgraded + 1 + plan.random.nextInt(chosen.size() - upgraded), FaultKind.ROLLBACK);
        }
        List<Fault> faults = new ArrayList<>();
        for (FaultKind kind : chosen) {
            faults.add(plan.fault(faults.size() + 1, kind));
        }
        return faults;
    }

    /**
     * How long faults take, about: the load has to last for as long, since who has nothing to do shows nothing.
     *
     * @param plan what is done
     */
    static Duration estimate(List<Fault> plan) {
        long ms = 0;
        for (Fault fault : plan) {
            ms += fault.gapMs() + (fault.isAlone() ? fault.lastsMs() + USUAL_RECOVERY_MS : fault.lastsMs() / 2);
        }
        return Duration.ofMillis(ms);
    }

    private FaultKind weighted(List<FaultKind> allowed) {
        int total = allowed.stream().mapToInt(FaultKind::weight).sum();
        if (total == 0) {
            return allowed.get(random.nextInt(allowed.size()));
        }
        int left = random.nextInt(total);
        for (FaultKind kind : allowed) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException();
    }

    private Fault fault(int number, FaultKind kind) {
        boolean isFirst = drawn.add(kind);
        long gap = between(2_000, 8_000);
        int anyApp = 1 + random.nextInt(Instances.COUNT);
        int anyBroker = 1 + random.nextInt(Brokers.COUNT);
        int app =
                switch (kind) {
                    case DISK_FULL -> Abilities.APP_ON_DISK;
                    case CLOCK_SKEW -> Abilities.APP_WITH_CLOCK;
                    default -> anyApp;
                };
        int broker = kind == FaultKind.BROKER_DISK_FULL ? Abilities.BROKER_ON_DISK : anyBroker;
        String variant =
                switch (kind) {
                    case PARTITION -> PARTITIONS.get(random.nextInt(PARTITIONS.size()));
                    case SICK_REGISTRY -> SICK.get(random.nextInt(SICK.size()));
                    case CLOCK_SKEW -> SKEWS.get(random.nextInt(SKEWS.size()));
                    case SLOW_NETWORK -> random.nextBoolean() ? "SLOW" : "LOSS";
                    default -> "";
                };
        long lasts =
                switch (kind) {
                    case KILL_APP, STOP_APP, WIPED_STATE -> between(500, isShort ? 3_000 : 12_000);
                    case PAUSE_APP ->
                        isShort
                                ? pick(3_000, 15_000)
                                : isFirst ? LONGEST_PAUSE_MS : pick(3_000, 15_000, LONGEST_PAUSE_MS);
                    case KILL_BROKER -> between(2_000, isShort ? 5_000 : 15_000);
                    case BOUNCE_BROKERS -> 1_000;
                    case UPGRADE, ROLLBACK -> USUAL_RECOVERY_MS * Instances.COUNT;
                    case TWO_BROKERS_DOWN -> isShort ? 8_000 : 20_000;
                    case ALL_BROKERS_DOWN -> isShort ? 12_000 : 70_000;
                    case PARTITION -> between(4_000, isShort ? 12_000 : 30_000);
                    case SLOW_NETWORK -> between(8_000, isShort ? 15_000 : 40_000);
                    case DISK_FULL, BROKER_DISK_FULL -> isShort ? 10_000 : 25_000;
                    case CLOCK_SKEW -> isShort ? 15_000 : 40_000;
                    case SICK_REGISTRY -> isShort ? 15_000 : 60_000;
                    case SCALE -> isShort ? 12_000 : 25_000;
                    case POISON_BURST -> 5_000;
                    case TOPOLOGY -> isShort ? 12_000 : 25_000;
                };
        boolean ofBrokersOnly =
                switch (kind) {
                    case KILL_BROKER, BOUNCE_BROKERS, TWO_BROKERS_DOWN, ALL_BROKERS_DOWN, BROKER_DISK_FULL -> true;
                    case SICK_REGISTRY, POISON_BURST, UPGRADE, ROLLBACK, TOPOLOGY -> true;
                    case PARTITION -> variant.endsWith("brokers");
                    default -> false;
                };
        boolean ofOneBroker =
                switch (kind) {
                    case KILL_BROKER, TWO_BROKERS_DOWN, BROKER_DISK_FULL -> true;
                    case PARTITION -> !variant.endsWith("all");
                    default -> false;
                };
        boolean isAlone = MEASURED.contains(kind)
                && (isShort ? number == 1 : random.nextBoolean() || isFirst && !ONCE.contains(kind));
        return new Fault(number, kind, gap, lasts, ofBrokersOnly ? 0 : app, ofOneBroker ? broker : 0, variant, isAlone);
    }

    private long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }

    private long pick(long... values) {
        return values[random.nextInt(values.length)];
    }
}
