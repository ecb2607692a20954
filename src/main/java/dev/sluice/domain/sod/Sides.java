package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What one identity has or will have, by the rules that it touches. What touches none is not kept. */
public final class Sides {
    private final SodIndex index;
    private final TreeMap<String, List<Side>> byRule = new TreeMap<>();

    /**
     * Without anything.
     *
     * @param index the rules
     */
    public Sides(SodIndex index) {
        this.index = index;
    }

    /**
     * Whether it is by the rules of an index.
     *
     * @param other the index
     * @return false if another one has taken its place
     */
    public boolean isBy(SodIndex other) {
        return index == other;
    }

    /**
     * Adds what an identity has or will have.
     *
     * @param source what shows it
     */
    public void add(Side.Source source) {
        for (SodIndex.Touch touch : index.touches(source.held())) {
            byRule.computeIfAbsent(index.idOf(touch), r -> new ArrayList<>(2))
                    .add(new Side(touch.function(), touch.effective(), source));
        }
    }

    /**
     * Takes away what an identity has by one entitlement.
     *
     * @param held the entitlement
     */
    public void remove(EntitlementKey held) {
        for (SodIndex.Touch touch : index.touches(held)) {
            List<Side> sides = byRule.get(index.idOf(touch));
            if (sides != null) {
                sides.removeIf(side -> side.source().held().equals(held));
                if (sides.isEmpty()) {
                    byRule.remove(index.idOf(touch));
                }
            }
        }
    }

    /**
     * The rules that something touches.
     *
     * @return their ids; unmodifiable
     */
    public Set<String> ruleIds() {
        return Collections.unmodifiableSet(byRule.keySet());
    }

    /**
     * What touches a rule.
     *
     * @param ruleId the rule
     * @return the sides; unmodifiable
     */
    public List<Side> of(String ruleId) {
        return Collections.unmodifiableList(byRule.getOrDefault(ruleId, List.of()));
    }

    /**
     * How many sides there are.
     *
     * @return the number over all rules
     */
    public int size() {
        return byRule.values().stream().mapToInt(List::size).sum();
    }

    /**
     * What touches a rule, and more.
     *
     * @param ruleId the rule
     * @param more what else the identity has or will have
     * @return the sides; a copy
     */
    public List<Side> of(String ruleId, Iterable<Side.Source> more) {
        List<Side> sides = new ArrayList<>(byRule.getOrDefault(ruleId, List.of()));
        for (Side.Source source : more) {
            for (SodIndex.Touch touch : index.touches(source.held())) {
                if (index.idOf(touch).equals(ruleId)) {
                    sides.add(new Side(touch.function(), touch.effective(), source));
                }
            }
        }
        return sides;
    }
}
