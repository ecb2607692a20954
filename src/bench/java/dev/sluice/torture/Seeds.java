package dev.sluice.torture;

import java.util.List;
import java.util.TreeSet;

/** Several seeds in words: {@code 1-20}, or {@code 3,7,11-14}. */
final class Seeds {
    private static final int MOST = 1_000;

    private Seeds() {}

    /**
     * Reads them.
     *
     * @param words numbers and ranges, with commas between
     * @return in order, each once
     * @throws IllegalArgumentException if that is not what the words are, or there are more than a thousand
     */
    static List<Long> of(String words) {
        TreeSet<Long> seeds = new TreeSet<>();
        for (String part : words.split(",")) {
            String[] ends = part.strip().split("-");
            if (ends.length > 2 || !part.strip().matches("\\d{1,18}(-\\d{1,18})?")) {
                throw new IllegalArgumentException("\"" + part.strip() + "\" is no seed and no range, such as 1-20.");
            }
            long first = Long.parseLong(ends[0]);
            long last = Long.parseLong(ends[ends.length - 1]);
            if (last < first || last - first >= MOST) {
                throw new IllegalArgumentException(
                        part.strip() + " is no range of at most " + MOST + " seeds, from a small to a larger one.");
            }
            for (long seed = first; seed <= last; seed++) {
                seeds.add(seed);
            }
        }
        return List.copyOf(seeds);
    }
}
