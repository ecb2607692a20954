package dev.sluice.domain.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What an identity must be, by the attributes that HR tells of it. An attribute without a value matches nothing. */
public sealed interface Condition {
    /**
     * Whether an identity meets it.
     *
     * @param attributes the values by attribute; attributes without a value are absent
     * @return true if so
     */
    boolean holds(Map<String, String> attributes);

    /**
     * Collects the attributes that it asks for.
     *
     * @param names takes their names
     */
    void collectAttributes(Set<String> names);

    /**
     * The value is one of some.
     *
     * @param attribute the attribute
     * @param values the values, compared exactly; at least one
     */
    record OneOf(String attribute, Set<String> values) implements Condition {
        /** Copies the set, and refuses null. */
        public OneOf {
            Objects.requireNonNull(attribute, "attribute");
            values = Set.copyOf(values);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            String value = attributes.get(attribute);
            return value != null && values.contains(value);
        }

        @Override
        public void collectAttributes(Set<String> names) {
            names.add(attribute);
        }
    }

    /**
     * The value begins with one of some.
     *
     * @param attribute the attribute
     * @param prefixes the beginnings, compared exactly; at least one
     */
    record StartsWith(String attribute, List<String> prefixes) implements Condition {
        /** Copies the list, and refuses null. */
        public StartsWith {
            Objects.requireNonNull(attribute, "attribute");
            prefixes = List.copyOf(prefixes);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            String value = attributes.get(attribute);
            return value != null && prefixes.stream().anyMatch(value::startsWith);
        }

        @Override
        public void collectAttributes(Set<String> names) {
            names.add(attribute);
        }
    }

    /**
     * All hold.
     *
     * @param conditions the conditions; none hold together always
     */
    record All(List<Condition> conditions) implements Condition {
        /** Copies the list. */
        public All {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            return conditions.stream().allMatch(condition -> condition.holds(attributes));
        }

        @Override
        public void collectAttributes(Set<String> names) {
            conditions.forEach(condition -> condition.collectAttributes(names));
        }
    }

    /**
     * At least one holds.
     *
     * @param conditions the conditions
     */
    record AnyOf(List<Condition> conditions) implements Condition {
        /** Copies the list. */
        public AnyOf {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            return conditions.stream().anyMatch(condition -> condition.holds(attributes));
        }

        @Override
        public void collectAttributes(Set<String> names) {
            conditions.forEach(condition -> condition.collectAttributes(names));
        }
    }

    /**
     * It does not hold.
     *
     * @param condition the condition
     */
    record Not(Condition condition) implements Condition {
        /** Refuses null. */
        public Not {
            Objects.requireNonNull(condition, "condition");
        }

        @Override
        public boolean holds(Map<String, String> attributes) {
            return !condition.holds(attributes);
        }

        @Override
        public void collectAttributes(Set<String> names) {
            condition.collectAttributes(names);
        }
    }
}
