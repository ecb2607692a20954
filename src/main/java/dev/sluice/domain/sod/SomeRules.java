package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some of the rules of an index, for which every identity is looked at after they have changed: what does not touch them is known
 * to do so without looking through all that it does touch. Safe for several threads.
 */
public final class SomeRules {
    /** Held entitlements of which it is remembered what they touch; with more it begins anew. */
    private static final int MAX_REMEMBERED = 100_000;

    private final SodIndex index;
    private final Set<String> ids;
    private final BitSet places = new BitSet();
    private final Map<EntitlementKey, List<SodIndex.Touch>> remembered = new ConcurrentHashMap<>();

    SomeRules(SodIndex index, Set<String> ids) {
        this.index = index;
        this.ids = ids;
        ids.stream().mapToInt(index::placeOf).filter(place -> place >= 0).forEach(places::set);
    }

    /**
     * Whether a rule is one of them.
     *
     * @param ruleId the rule
     * @return true also for one that is in the index no more
     */
    public boolean contains(String ruleId) {
        return ids.contains(ruleId);
    }

    /**
     * The rules.
     *
     * @return their ids; unmodifiable
     */
    public Set<String> ids() {
        return ids;
    }

    SodIndex index() {
        return index;
    }

    /** What an entitlement that is held brings of them. */
    List<SodIndex.Touch> touches(EntitlementKey held) {
        if (places.isEmpty()) {
            return List.of();
        }
        List<SodIndex.Touch> known = remembered.get(held);
        if (known == null) {
            known = index.touches(held).stream()
                    .filter(touch -> places.get(touch.rule()))
                    .toList();
            if (remembered.size() >= MAX_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(held, known);
        }
        return known;
    }
}
