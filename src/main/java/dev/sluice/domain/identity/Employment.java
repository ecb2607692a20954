package dev.sluice.domain.identity;

/** One employment: its start and its end, each a single fact in which the latest recorded one holds. */
public final class Employment {
    private EmploymentFact start;
    private EmploymentFact end;

    /** An employment of which nothing is known yet. */
    public Employment() {}

    /**
     * An employment with known facts.
     *
     * @param start the start, or null
     * @param end the end, or null
     */
    public Employment(EmploymentFact start, EmploymentFact end) {
        this.start = start;
        this.end = end;
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

    boolean recordStart(EmploymentFact fact) {
        if (start != null && !fact.key().isAfter(start.key())) {
            return false;
        }
        start = fact;
        return true;
    }

    boolean recordEnd(EmploymentFact fact) {
        if (end != null && !fact.key().isAfter(end.key())) {
            return false;
        }
        end = fact;
        return true;
    }

    /** This employment with the facts that came without an employment id. */
    Employment joinedWith(Employment unnamed) {
        return new Employment(EmploymentFact.later(start, unnamed.start), EmploymentFact.later(end, unnamed.end));
    }
}
