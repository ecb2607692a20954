package dev.sluice.domain.policy;

import dev.sluice.domain.group.GroupNames;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Asks for one group of a system for each value of an attribute.
 *
 * @param attribute the attribute of workers; one of {@link GroupNames#ATTRIBUTES} or {@code extra.<name>}
 * @param name the group's name, with {@code {value}} for the value in the form that all its spellings have in common
 * @param displayName how the group is shown, with {@code {value}}, and {@code {name}} for the value as HR or people write it
 */
public record GroupRule(String attribute, String name, String displayName) {
    /** What stands for the value in its common form: it stays when the unit is shown otherwise. */
    public static final String VALUE = "{value}";

    /** What stands for the value as it is written. */
    public static final String NAME = "{name}";

    /** Refuses null, an attribute that names no units, and a name that would be the same for all values. */
    public GroupRule {
        Objects.requireNonNull(displayName, "displayName");
        if (!GroupNames.isAttribute(attribute)) {
            throw new IllegalArgumentException("`groups.attributes.attribute` is `" + attribute
                    + "`, by which this version makes no groups; use one of "
                    + GroupNames.ATTRIBUTES.stream().sorted().toList()
                    + " or extra.<name>.");
        }
        if (!name.contains(VALUE)) {
            throw new IllegalArgumentException("`groups.attributes.name` is `" + name
                    + "`, the same for every value of " + attribute + "; put " + VALUE + " into it.");
        }
    }

    /**
     * The name of the group for a value.
     *
     * @param value the value, normalised
     * @return the name; it may be too long to be one
     */
    public String nameFor(String value) {
        return name.replace(VALUE, value).strip();
    }

    /**
     * How the group for a value is shown.
     *
     * @param value the value, normalised
     * @param written the value as HR or people write it
     * @return one line, bounded; the group's name where nothing else is left
     */
    public String displayNameFor(String value, String written) {
        // Whoever calls a department "{value}" gets just that.
        String[] parts = displayName.split(Pattern.quote(NAME), -1);
        StringBuilder shown = new StringBuilder(parts[0].replace(VALUE, value));
        for (int i = 1; i < parts.length; i++) {
            shown.append(written).append(parts[i].replace(VALUE, value));
        }
        String bounded = GroupNames.display(shown.toString());
        return bounded == null ? GroupNames.display(nameFor(value)) : bounded;
    }
}
