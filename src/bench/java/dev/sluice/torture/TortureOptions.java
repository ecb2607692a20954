package dev.sluice.torture;

import dev.sluice.torture.rig.Instances;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * What a run is to be.
 *
 * @param seed decides load, faults and some settings
 * @param faults how many faults
 * @param seconds how long events are fed; faults come meanwhile
 * @param events how many events, about
 * @param isShort whether faults are kept short
 * @param kinds which kinds of faults; all that can be done here if empty
 * @param areTimesJudged whether times count, which needs a machine that has nothing else to do
 * @param directory an empty or absent directory for everything
 * @param partitions of each topic
 * @param upgradeFrom an unpacked distribution of an earlier version, which instances run at first; null for none
 * @param ofApps further settings of the instances
 * @param ofBrokers further settings of the brokers
 */
record TortureOptions(
        long seed,
        int faults,
        int seconds,
        int events,
        boolean isShort,
        Set<FaultKind> kinds,
        boolean areTimesJudged,
        Path directory,
        int partitions,
        Path upgradeFrom,
        Map<String, String> ofApps,
        Map<String, String> ofBrokers) {
    TortureOptions {
        kinds = Set.copyOf(kinds);
        ofApps = Map.copyOf(ofApps);
        ofBrokers = Map.copyOf(ofBrokers);
    }

    /** The instance whose state is removed when all are started anew at the end. */
    int wipedAtLast() {
        return 1 + (int) Math.floorMod(seed, (long) Instances.COUNT);
    }
}
