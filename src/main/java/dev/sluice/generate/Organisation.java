package dev.sluice.generate;

import java.util.List;

/**
 * The organisation.
 *
 * @param settings what it was generated from
 * @param people everyone, by number
 */
public record Organisation(GeneratorSettings settings, List<Person> people) {
    /** Copies the list. */
    public Organisation {
        people = List.copyOf(people);
    }

    /**
     * The target systems.
     *
     * @return always the same systems
     */
    public List<TargetSystem> systems() {
        return TargetSystem.ALL;
    }

    /**
     * The departments, largest first.
     *
     * @return always the same departments
     */
    public List<Department> departments() {
        return Department.ALL;
    }
}
