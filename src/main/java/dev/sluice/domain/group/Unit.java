package dev.sluice.domain.group;

import dev.sluice.domain.FactKey;
import dev.sluice.event.IdentityAction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A department, team or cost centre: what HR tells of it, and who is of it. */
public final class Unit {
    /** So many are asked how they spell its name: one who mistypes it doesn't rename it, and the cost does not grow with the unit. */
    static final int ASKED = 64;

    private final UnitBearers bearers;
    private GroupFacts facts;
    private boolean changed;

    /**
     * A unit.
     *
     * @param facts what HR has told of it
     * @param bearers who is of it
     */
    public Unit(GroupFacts facts, UnitBearers bearers) {
        this.facts = facts;
        this.bearers = bearers;
    }

    /**
     * Takes what HR tells.
     *
     * @param action GROUP_CREATED, GROUP_CHANGED or GROUP_DELETED
     * @param key the fact's place in the order
     * @param name the name by which HR calls it
     * @param displayName how it is shown, or null
     * @return false if something later was told before
     */
    public boolean record(IdentityAction action, FactKey key, String name, String displayName) {
        GroupFacts after = facts.with(action, key, name, displayName);
        boolean news = after != facts;
        facts = after;
        changed |= news;
        return news;
    }

    /**
     * Who is of it.
     *
     * @return live
     */
    public UnitBearers bearers() {
        return bearers;
    }

    /**
     * What HR has told.
     *
     * @return the facts
     */
    public GroupFacts facts() {
        return facts;
    }

    /**
     * Whether the facts have to be stored.
     *
     * @return true if HR has told something new
     */
    public boolean isChanged() {
        return changed;
    }

    /**
     * Whether there is such a unit: HR has told of it, or somebody is of it.
     *
     * @return false for one that was deleted and of which nobody is
     */
    public boolean exists() {
        return facts.isThere() || !bearers.isEmpty();
    }

    /**
     * How it is written: as HR shows it, or else as most of those who are asked spell it.
     *
     * @param value its value, for one of which nobody says how it is written
     * @return a name to show
     */
    public String writtenAs(String value) {
        if (facts.isThere()) {
            String shown = facts.shownAs();
            return shown != null ? shown : facts.name();
        }
        String most = mostCommon(bearers.spellings(ASKED));
        return most == null ? value : most;
    }

    private static String mostCommon(List<String> spellings) {
        Map<String, Integer> counts = new TreeMap<>();
        spellings.forEach(spelling -> counts.merge(spelling, 1, Integer::sum));
        String most = null;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            // Of two that are equally common the first by its characters, whoever came first.
            if (most == null || count.getValue() > counts.get(most)) {
                most = count.getKey();
            }
        }
        return most;
    }
}
