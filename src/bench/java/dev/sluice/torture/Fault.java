package dev.sluice.torture;

import java.util.List;

/**
 * A fault as the seed planned it.
 *
 * @param number its place in the plan, from 1 on
 * @param kind what is done
 * @param gapMs how long nothing new is begun before it
 * @param lastsMs how long it lasts
 * @param app the instance, 0 if it concerns none
 * @param broker the broker, 0 if it concerns none or all
 * @param variant which of its forms, for those that have several; empty for others
 * @param isAlone whether it begins when all is well, and nothing else before all is well again: so that it can be measured
 */
record Fault(
        int number, FaultKind kind, long gapMs, long lastsMs, int app, int broker, String variant, boolean isAlone) {
    /** The instances that it has to itself. */
    List<Integer> apps() {
        return switch (kind) {
            case SCALE ->
                List.of(1, 2, 3).stream().filter(other -> other != app).toList();
            case UPGRADE, ROLLBACK, TOPOLOGY -> List.of(1, 2, 3);
            default -> app == 0 ? List.of() : List.of(app);
        };
    }

    /** Whether it needs the brokers to itself. */
    boolean isOfBrokers() {
        return switch (kind) {
            case KILL_BROKER, BOUNCE_BROKERS, TWO_BROKERS_DOWN, ALL_BROKERS_DOWN, BROKER_DISK_FULL -> true;
            case PARTITION -> app == 0;
            default -> false;
        };
    }

    String words() {
        return kind.code() + " " + kind + (variant.isEmpty() ? "" : " " + variant) + (app == 0 ? "" : " app " + app)
                + (broker == 0 ? "" : " broker " + broker);
    }
}
