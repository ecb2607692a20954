package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a check says.
 *
 * @param check which of C0 to C10, and what it is about
 * @param figures what was counted
 * @param problems the first ones, in words
 * @param count how many there are
 */
public record Verdict(String check, Map<String, Object> figures, List<String> problems, long count) {
    /** Copies. */
    public Verdict {
        figures = new LinkedHashMap<>(figures);
        problems = List.copyOf(problems);
    }

    /**
     * Whether nothing is wrong.
     *
     * @return true without problems
     */
    public boolean passed() {
        return count == 0;
    }

    /** Collects what a check sees. */
    static final class Notes {
        private static final int SHOWN = 20;

        private final String check;
        private final Map<String, Object> figures = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();
        private long count;

        Notes(String check) {
            this.check = check;
        }

        void figure(String name, Object value) {
            figures.put(name, value);
        }

        void problem(String words) {
            count++;
            if (problems.size() < SHOWN) {
                problems.add(words);
            }
        }

        Verdict verdict() {
            return new Verdict(check, figures, problems, count);
        }
    }
}
