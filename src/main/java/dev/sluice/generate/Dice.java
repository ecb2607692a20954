package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Random numbers that are the same on every Java version: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom
 * number generators", OOPSLA 2014), written here because the library leaves its bounded methods free to change.
 */
final class Dice {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    Dice(long seed) {
        this.state = seed;
    }

    /** Dice of their own for one part, whatever the other parts throw. */
    static Dice of(long seed, long part) {
        return new Dice(mix(seed) ^ mix(part + GAMMA));
    }

    long next() {
        state += GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From 0 (inclusive) to bound (exclusive). */
    long below(long bound) {
        return Math.floorMod(next() >>> 1, bound);
    }

    /** From low to high, both inclusive. */
    int between(int low, int high) {
        return low + (int) below(high - low + 1L);
    }

    boolean chance(double probability) {
        return (next() >>> 11) * 0x1.0p-53 < probability;
    }

    <T> T pick(List<T> items) {
        return items.get((int) below(items.size()));
    }

    /** Up to count different items, in the order of the list. */
    <T> List<T> sample(List<T> items, int count) {
        List<T> left = new ArrayList<>(items);
        while (left.size() > count) {
            left.remove((int) below(left.size()));
        }
        return left;
    }

    /** Position by Zipf's law: 0 is about twice as likely as 1, three times as likely as 2. */
    int zipf(int size) {
        double total = 0;
        for (int rank = 1; rank <= size; rank++) {
            total += 1.0 / rank;
        }
        double rest = (next() >>> 11) * 0x1.0p-53 * total;
        for (int rank = 1; rank < size; rank++) {
            rest -= 1.0 / rank;
            if (rest < 0) {
                return rank - 1;
            }
        }
        return size - 1;
    }

    /** From low (inclusive) to high (exclusive), in milliseconds; low if there is no room. */
    Instant between(Instant low, Instant high) {
        long span = Duration.between(low, high).toMillis();
        return span <= 0 ? low : low.plusMillis(below(span));
    }

    Duration between(Duration low, Duration high) {
        return Duration.ofMillis(
                low.toMillis() + below(Math.max(1, high.minus(low).toMillis())));
    }
}
