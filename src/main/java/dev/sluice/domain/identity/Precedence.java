package dev.sluice.domain.identity;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which source's word on an attribute counts where several tell of it: of the sources named, the first that gives a value;
 * where none does, the value that was told last by any other source. A complete record that leaves an attribute out takes
 * back what its own source said, and nothing of a source before it. Leaves of absence have no precedence: like the start
 * and the end of an employment they are what was told last.
 *
 * @param otherwise the sources for attributes that have none of their own, first one first; empty for none
 * @param byAttribute the sources by attribute, first one first
 */
public record Precedence(List<String> otherwise, Map<String, List<String>> byAttribute) {
    /** Every source's word is as good as another's: what was told last counts. */
    public static final Precedence NONE = new Precedence(List.of(), Map.of());

    /** Sources that one list may name. */
    public static final int MAX_SOURCES = 8;

    /**
     * Copies what it is given.
     *
     * @throws IllegalArgumentException if a list names a source twice, or more than {@link #MAX_SOURCES}
     */
    public Precedence {
        otherwise = checked("otherwise", otherwise);
        byAttribute = Map.copyOf(Objects.requireNonNull(byAttribute, "byAttribute"));
        byAttribute.forEach(Precedence::checked);
    }

    private static List<String> checked(String of, List<String> sources) {
        List<String> copy = List.copyOf(sources);
        if (copy.size() > MAX_SOURCES) {
            throw new IllegalArgumentException(
                    "The precedence `" + of + "` names " + copy.size() + " sources; give at most " + MAX_SOURCES + ".");
        }
        if (new HashSet<>(copy).size() < copy.size()) {
            throw new IllegalArgumentException("The precedence `" + of + "` names a source twice; remove one.");
        }
        return copy;
    }

    /**
     * The sources of an attribute.
     *
     * @param attribute the attribute
     * @return first one first; empty if all are equal
     */
    public List<String> of(String attribute) {
        if (otherwise.isEmpty() && byAttribute.isEmpty() || attribute.equals(HrTimeline.LEAVE)) {
            return List.of();
        }
        return byAttribute.getOrDefault(attribute, otherwise);
    }
}
