package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one identity has or will have, by the rules that it touches. What touches none is not kept. */
public final class Sides {
    /** The sides of one rule, and which of its functions they are. */
    private static final class OfRule {
        final List<Side> sides = new ArrayList<>(2);
        long functions;

        void add(Side side) {
            sides.add(side);
            functions |= 1L << side.function();
        }

        void removeBy(EntitlementKey held) {
            sides.removeIf(side -> side.source().held().equals(held));
            functions = 0;
            for (Side side : sides) {
                functions |= 1L << side.function();
            }
        }
    }

    private final SodIndex index;
    private final SomeRules some;
    private final Map<Integer, OfRule> byRule = new HashMap<>();
    private long setVersion;
    private long until = Long.MIN_VALUE;
    private boolean unsaved = true;

    /**
     * Without anything.
     *
     * @param index the rules
     */
    public Sides(SodIndex index) {
        this.index = index;
        this.some = null;
    }

    /**
     * Without anything, for some rules only.
     *
     * @param some those that count
     */
    Sides(SomeRules some) {
        this.index = some.index();
        this.some = some;
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
     * Whether they have changed since they were saved, so that they are of a state that may never be.
     *
     * @return true until {@link #markSaved}
     */
    public boolean isUnsaved() {
        return unsaved;
    }

    /** Says that the state is kept of which they are. */
    public void markSaved() {
        unsaved = false;
    }

    /**
     * Says for how long they are right, if no fact comes.
     *
     * @param underSetVersion the policy set by which it was found whose systems count
     * @param before the next instant at which something begins or ends to be held (ms since the epoch)
     */
    void holdUntil(long underSetVersion, long before) {
        setVersion = underSetVersion;
        until = before;
        unsaved = true;
    }

    /** Whether they are right where no fact has come. */
    boolean hold(SodIndex by, long underSetVersion, long at) {
        return isBy(by) && setVersion == underSetVersion && at < until;
    }

    /**
     * Adds what an identity has or will have.
     *
     * @param source what shows it
     */
    public void add(Side.Source source) {
        unsaved = true;
        for (SodIndex.Touch touch : touches(source.held())) {
            byRule.computeIfAbsent(touch.rule(), r -> new OfRule())
                    .add(new Side(touch.function(), touch.effective(), source));
        }
    }

    /** Whether an entitlement touches a rule that counts. */
    boolean wouldKeep(EntitlementKey held) {
        return !touches(held).isEmpty();
    }

    private List<SodIndex.Touch> touches(EntitlementKey held) {
        return some == null ? index.touches(held) : some.touches(held);
    }

    /**
     * Takes away what an identity has by one entitlement.
     *
     * @param held the entitlement
     */
    public void remove(EntitlementKey held) {
        unsaved = true;
        for (SodIndex.Touch touch : index.touches(held)) {
            OfRule rule = byRule.get(touch.rule());
            if (rule != null) {
                rule.removeBy(held);
                if (rule.sides.isEmpty()) {
                    byRule.remove(touch.rule());
                }
            }
        }
    }

    /**
     * The rules of which so many functions are touched that they may be violated.
     *
     * @return their ids
     */
    public Set<String> ruleIds() {
        return ruleIds(List.of());
    }

    /**
     * The rules of which so many functions are touched that they may be violated.
     *
     * @param more what else the identity has or will have
     * @return their ids
     */
    public Set<String> ruleIds(Iterable<Side.Source> more) {
        Set<String> ids = new HashSet<>();
        byRule.forEach((place, ofRule) -> {
            SodRule rule = index.rules().get(place);
            // Of more functions than a long has bits the schema knows nothing, and a set is read without it.
            boolean may = rule.exclusive()
                    ? ofRule.sides.size() > 1
                    : rule.functions().size() > Long.SIZE || Long.bitCount(ofRule.functions) >= rule.required();
            if (may) {
                ids.add(rule.id());
            }
        });
        for (Side.Source source : more) {
            ids.addAll(index.rulesOf(source.held()));
        }
        return ids;
    }

    /**
     * The rules that anything touches.
     *
     * @return their ids
     */
    public Set<String> touchedRuleIds() {
        Set<String> ids = new HashSet<>();
        byRule.keySet().forEach(place -> ids.add(index.rules().get(place).id()));
        return ids;
    }

    /**
     * How many sides there are.
     *
     * @return the number over all rules
     */
    public int size() {
        return byRule.values().stream().mapToInt(rule -> rule.sides.size()).sum();
    }

    /**
     * What touches a rule.
     *
     * @param ruleId the rule
     * @return the sides; a copy
     */
    public List<Side> of(String ruleId) {
        return of(ruleId, List.of());
    }

    /**
     * What touches a rule, and more.
     *
     * @param ruleId the rule
     * @param more what else the identity has or will have
     * @return the sides; a copy
     */
    public List<Side> of(String ruleId, Iterable<Side.Source> more) {
        OfRule known = byRule.get(index.placeOf(ruleId));
        List<Side> sides = known == null ? new ArrayList<>() : new ArrayList<>(known.sides);
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
