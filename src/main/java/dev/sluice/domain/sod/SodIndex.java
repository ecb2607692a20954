package dev.sluice.domain.sod;

import dev.sluice.domain.access.EntitlementKey;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rules of a policy set, compiled: from an entitlement that is held to the functions of rules that it brings. It costs as
 * much as there are rules that an entitlement touches, not as there are rules. Safe for several threads.
 */
public final class SodIndex {
    /** Held entitlements of which it is remembered what they touch, and what they touch; with more it begins anew. */
    static final long MAX_REMEMBERED = 2_000_000;

    /** Indexes with which it is remembered how it differs: tasks that share it may have had equal ones before that they did not share. */
    private static final int MAX_BEFORE = 8;

    private static final SodIndex NONE = new SodIndex(List.of(), Catalogue.of(Map.of()));

    /**
     * A function that whoever holds an entitlement has by it.
     *
     * @param rule the place of the rule
     * @param function the place of the function in the rule
     * @param effective the entitlement that the function names, and the way to it
     */
    record Touch(int rule, int function, Catalogue.Effective effective) {}

    private record Place(int rule, int function) {}

    /** What makes one way to what a function names another than a way that is known. */
    private record Told(Place place, EntitlementKey effective, String same, String across) {}

    private record Wild(Selector selector, Place place) {}

    /** Selectors with a wildcard in the name, by what comes before it. */
    private static final class Wildcards {
        private final Map<String, List<Wild>> byPrefix = new HashMap<>();
        private final TreeSet<Integer> lengths = new TreeSet<>();

        void add(Wild wild) {
            byPrefix.computeIfAbsent(wild.selector().prefix(), p -> new ArrayList<>(1))
                    .add(wild);
            lengths.add(wild.selector().prefix().length());
        }

        void collect(String name, Set<Place> into) {
            for (int length : lengths) {
                if (length > name.length()) {
                    break;
                }
                for (Wild wild : byPrefix.getOrDefault(name.substring(0, length), List.of())) {
                    if (wild.selector().matchesName(name)) {
                        into.add(wild.place());
                    }
                }
            }
        }
    }

    private final List<SodRule> rules;
    private final long[] changes;
    private final Set<Set<String>> scopes;
    private final Map<String, Integer> places = new HashMap<>();
    private final Catalogue catalogue;
    private final Map<EntitlementKey, List<Place>> literals = new HashMap<>();
    private final Map<String, Wildcards> wildcards = new HashMap<>();
    private final Map<EntitlementKey, List<Touch>> remembered = new ConcurrentHashMap<>();
    private final AtomicLong rememberedTouches = new AtomicLong();
    private volatile List<ChangedRules> changed = List.of();

    private SodIndex(Collection<SodRule> rules, Catalogue catalogue) {
        TreeMap<String, SodRule> byId = new TreeMap<>();
        rules.forEach(rule -> byId.put(rule.id(), rule));
        this.rules = List.copyOf(byId.values());
        this.catalogue = catalogue;
        this.changes = changes(this.rules);
        this.scopes = scopes(this.rules);
        for (int i = 0; i < this.rules.size(); i++) {
            SodRule rule = this.rules.get(i);
            places.put(rule.id(), i);
            for (int j = 0; j < rule.functions().size(); j++) {
                for (Selector selector : rule.functions().get(j).entitlements()) {
                    add(selector, new Place(i, j));
                }
            }
        }
    }

    /** Asked after each event, so it is known beforehand. */
    private static long[] changes(List<SodRule> rules) {
        TreeSet<Long> changes = new TreeSet<>();
        for (SodRule rule : rules) {
            changes.add(rule.validFrom());
            changes.add(rule.validTo());
            rule.exceptions().forEach(exception -> changes.add(exception.validTo()));
        }
        changes.remove(Long.MIN_VALUE);
        changes.remove(Long.MAX_VALUE);
        return changes.stream().mapToLong(Long::longValue).toArray();
    }

    private void add(Selector selector, Place place) {
        EntitlementKey literal = selector.literal();
        if (literal != null) {
            literals.computeIfAbsent(literal, e -> new ArrayList<>(1)).add(place);
        } else {
            wildcards.computeIfAbsent(selector.system(), s -> new Wildcards()).add(new Wild(selector, place));
        }
    }

    /**
     * No rules.
     *
     * @return the one value without any
     */
    public static SodIndex none() {
        return NONE;
    }

    /**
     * The rules of a set.
     *
     * @param rules those that are enabled, each id once; of two with one id the last counts
     * @param catalogue what entitlements contain
     * @return the rules, ready to be asked
     */
    public static SodIndex of(Collection<SodRule> rules, Catalogue catalogue) {
        return rules.isEmpty() && catalogue.entries().isEmpty() ? NONE : new SodIndex(rules, catalogue);
    }

    /**
     * The rules.
     *
     * @return by id; unmodifiable
     */
    public List<SodRule> rules() {
        return rules;
    }

    /**
     * What entitlements contain.
     *
     * @return the catalogue
     */
    public Catalogue catalogue() {
        return catalogue;
    }

    /**
     * Whether there are no rules.
     *
     * @return true if nothing can conflict
     */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** The place of a rule, or -1. */
    int placeOf(String id) {
        return places.getOrDefault(id, -1);
    }

    /**
     * The rules that are other than in another index, or that may find something else because entitlements contain other ones.
     *
     * @param before the other index
     * @return those that are changed, new or gone; all if what entitlements are is not the same
     */
    public SomeRules changedSince(SodIndex before) {
        if (before == this) {
            return new SomeRules(this, Set.of());
        }
        for (ChangedRules known : changed) {
            if (known.before().get() == before) {
                return known.rules();
            }
        }
        ChangedRules found = new ChangedRules(new WeakReference<>(before), new SomeRules(this, compare(before)));
        List<ChangedRules> lately = new ArrayList<>(List.of(found));
        lately.addAll(changed.subList(0, Math.min(changed.size(), MAX_BEFORE - 1)));
        // Whoever comes at the same time finds the same.
        changed = List.copyOf(lately);
        return found.rules();
    }

    /** Held weakly: each set would keep all sets before it. */
    private record ChangedRules(WeakReference<SodIndex> before, SomeRules rules) {}

    private Set<String> compare(SodIndex before) {
        Set<String> ids = new HashSet<>();
        boolean sameEntitlements = catalogue.equals(before.catalogue);
        for (SodRule rule : rules) {
            if (!sameEntitlements || !rule.equals(before.rule(rule.id()))) {
                ids.add(rule.id());
            }
        }
        for (SodRule rule : before.rules) {
            if (!sameEntitlements || rule(rule.id()) == null) {
                ids.add(rule.id());
            }
        }
        return Set.copyOf(ids);
    }

    /** The id of the rule that is touched. */
    String idOf(Touch touch) {
        return rules.get(touch.rule()).id();
    }

    /**
     * A rule.
     *
     * @param id its id
     * @return the rule; null if there is none that is enabled
     */
    public SodRule rule(String id) {
        Integer place = places.get(id);
        return place == null ? null : rules.get(place);
    }

    /**
     * The rules that an entitlement touches.
     *
     * @param held an entitlement that is held
     * @return their ids
     */
    public Set<String> rulesOf(EntitlementKey held) {
        Set<String> ids = new HashSet<>();
        touches(held).forEach(touch -> ids.add(idOf(touch)));
        return ids;
    }

    /**
     * Whether an entitlement touches any rule.
     *
     * @param held an entitlement that is held
     * @return false if holding it makes no difference to any
     */
    public boolean concerns(EntitlementKey held) {
        return !touches(held).isEmpty();
    }

    /**
     * The next instant at which some rule begins or ceases to hold.
     *
     * @param after the instant after which to look (ms since the epoch)
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextChange(long after) {
        int at = Arrays.binarySearch(changes, after);
        int next = at >= 0 ? at + 1 : -at - 1;
        return next < changes.length ? changes[next] : Long.MAX_VALUE;
    }

    /** What an entitlement that is held brings. */
    List<Touch> touches(EntitlementKey held) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<Touch> known = remembered.get(held);
        if (known == null) {
            known = look(held);
            if (rememberedTouches.addAndGet(1L + known.size()) > MAX_REMEMBERED) {
                remembered.clear();
                rememberedTouches.set(0);
            }
            remembered.put(held, known);
        }
        return known;
    }

    private List<Touch> look(EntitlementKey held) {
        List<Touch> touches = new ArrayList<>(0);
        Set<Told> known = new HashSet<>();
        for (Set<String> told : scopes) {
            look(held, told, known, touches);
        }
        return List.copyOf(touches);
    }

    /** By the rules that tell ways apart by the same attributes: others' would only multiply the ways. */
    private void look(EntitlementKey held, Set<String> told, Set<Told> known, List<Touch> touches) {
        for (Catalogue.Effective effective : catalogue.effective(held, told)) {
            EntitlementKey entitlement = effective.entitlement();
            Set<Place> found = new LinkedHashSet<>(literals.getOrDefault(entitlement, List.of()));
            for (String system : List.of(entitlement.system(), Selector.EVERY_SYSTEM)) {
                Wildcards wild = wildcards.get(system);
                if (wild != null) {
                    wild.collect(entitlement.name(), found);
                }
            }
            for (Place place : found) {
                boolean counts = told.equals(told(rules.get(place.rule()).scope()));
                if (counts && known.add(told(place, effective))) {
                    touches.add(new Touch(place.rule(), place.function(), effective));
                }
            }
        }
    }

    private Told told(Place place, Catalogue.Effective effective) {
        SodScope scope = rules.get(place.rule()).scope();
        return new Told(
                place,
                effective.entitlement(),
                scope.same() == null ? null : catalogue.attributeOf(effective, scope.same()),
                scope.across() == null ? null : catalogue.attributeOf(effective, scope.across()));
    }

    private static Set<Set<String>> scopes(List<SodRule> rules) {
        Set<Set<String>> scopes = new HashSet<>();
        rules.forEach(rule -> scopes.add(told(rule.scope())));
        return Set.copyOf(scopes);
    }

    /** The attributes by which a rule tells ways apart. */
    private static Set<String> told(SodScope scope) {
        Set<String> told = new HashSet<>();
        told.add(scope.same());
        told.add(scope.across());
        told.remove(null);
        return Set.copyOf(told);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SodIndex index && rules.equals(index.rules) && catalogue.equals(index.catalogue);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return places.keySet().toString();
    }
}
