package dev.sluice.domain.identity;

import dev.sluice.domain.FactKey;
import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;

/**
 * One employment: its start and its end, each a single fact in which the latest recorded one holds. Hires are kept beside
 * the start, because many HR systems send the original hire date with every later change: such a date must not undo a
 * rehire.
 */
public final class Employment {
    /** Hires remembered per employment; the oldest recorded is given up first. */
    static final int MAX_HIRES = 16;

    /**
     * A hire.
     *
     * @param fact the start that it tells
     * @param rehire whether the record is a REHIRED
     */
    public record Hire(EmploymentFact fact, boolean rehire) {}

    private final TreeMap<FactKey, Hire> hires = new TreeMap<>();
    private EmploymentFact start;
    private EmploymentFact end;

    /** An employment of which nothing is known yet. */
    public Employment() {}

    /**
     * An employment with known facts.
     *
     * @param start the start as last recorded, or null
     * @param end the end as last recorded, or null
     * @param hires the hires, in any order
     */
    public Employment(EmploymentFact start, EmploymentFact end, Collection<Hire> hires) {
        this.start = start;
        this.end = end;
        hires.forEach(hire -> this.hires.put(hire.fact().key(), hire));
    }

    /**
     * The start as last recorded.
     *
     * @return the fact, or null while no record spoke of it
     */
    public EmploymentFact start() {
        return start;
    }

    /**
     * The end as last recorded.
     *
     * @return the fact, or null while no record spoke of it
     */
    public EmploymentFact end() {
        return end;
    }

    /**
     * The starts that HIRED and REHIRED records told.
     *
     * @return in the order of facts, unmodifiable
     */
    public Collection<Hire> hires() {
        return Collections.unmodifiableCollection(hires.values());
    }

    boolean recordStart(EmploymentFact fact, StartKind kind) {
        boolean changed = start != EmploymentFact.later(start, fact);
        start = EmploymentFact.later(start, fact);
        if (kind != StartKind.STATED) {
            changed |= hires.put(fact.key(), new Hire(fact, kind == StartKind.REHIRE)) == null;
            if (hires.size() > MAX_HIRES) {
                hires.pollFirstEntry();
            }
        }
        return changed;
    }

    boolean recordEnd(EmploymentFact fact) {
        boolean changed = end != EmploymentFact.later(end, fact);
        end = EmploymentFact.later(end, fact);
        return changed;
    }

    /** This employment with the facts that came without an employment id. */
    Employment joinedWith(Employment unnamed) {
        Employment joined = new Employment(
                EmploymentFact.later(start, unnamed.start), EmploymentFact.later(end, unnamed.end), hires.values());
        joined.hires.putAll(unnamed.hires);
        return joined;
    }
}
