package dev.sluice.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class NearestName {
    private NearestName() {}

    /**
     * The name of least edit distance, if at most a third of it (and at least one, two letters off) is different.
     *
     * @param written what was written
     * @param known the names there are
     * @return the name, empty if none is near
     */
    public static Optional<String> of(String written, Collection<String> known) {
        if (written.length() > 64) {
            return Optional.empty();
        }
        String lower = written.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= Math.max(2, name.length() / 3))
                .min(Comparator.comparingInt((String name) -> distance(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /**
     * Whether two names differ by one letter that is missing, added or another one, or in their case only.
     *
     * @param name a name
     * @param other another one
     * @return true also if they are the same
     */
    public static boolean isOneSlipFrom(String name, String other) {
        return Math.abs(name.length() - other.length()) <= 1
                && distance(name.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT)) <= 1;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
