package dev.sluice.stream;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;

/** The pace of each stream thread: whatever task works off what nobody waits for, the records of all its tasks wait. Safe for several threads. */
final class Paces {
    private final LongSupplier nanoClock;
    private final Map<Thread, Pace> byThread = Collections.synchronizedMap(new WeakHashMap<>());

    Paces(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    Pace ofThisThread() {
        return byThread.computeIfAbsent(Thread.currentThread(), thread -> new Pace(nanoClock));
    }
}
