package dev.sluice.domain.group;

import dev.sluice.domain.Letters;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of groups and of units, made comparable and bounded: what people type differs in case and in spaces. */
public final class GroupNames {
    /** The longest name to show, in UTF-16 units; what is longer is cut. */
    public static final int MAX_DISPLAY = 256;

    /** The attributes of workers that may name a unit, beside {@code extra.<name>}. */
    public static final Set<String> ATTRIBUTES =
            Set.of("department", "costCentre", "businessUnit", "companyCode", "location", "jobCode");

    private static final String EXTRA = "extra.";

    private static final Pattern EXTRA_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}\\p{Cc}]+");

    private GroupNames() {}

    /**
     * Whether the values of an attribute name units.
     *
     * @param attribute the attribute, as policies write it
     * @return true for {@link #ATTRIBUTES} and {@code extra.<name>}
     */
    public static boolean isAttribute(String attribute) {
        return ATTRIBUTES.contains(attribute)
                || attribute.startsWith(EXTRA)
                        && EXTRA_NAME
                                .matcher(attribute.substring(EXTRA.length()))
                                .matches();
    }

    /**
     * The attribute whose values a kind of units names.
     *
     * @param kind what HR calls the kind: an attribute, or a word such as {@code team} for {@code extra.team}; null if it says nothing
     * @return empty if it can be none
     */
    public static Optional<String> attributeOf(String kind) {
        if (kind == null) {
            return Optional.empty();
        }
        String attribute = isAttribute(kind) ? kind : EXTRA + kind;
        return isAttribute(attribute) ? Optional.of(attribute) : Optional.empty();
    }

    /**
     * The key of the unit that a value of an attribute names.
     *
     * @param attribute the attribute
     * @param value the value as somebody has typed it; null if there is none
     * @return empty if the value can't be a name
     */
    public static Optional<String> unitKey(String attribute, String value) {
        return value(value).map(normal -> SubjectKeys.unit(attribute, normal));
    }

    /**
     * The key of a group.
     *
     * @param system the target system
     * @param name the group's name; null if there is none
     * @return empty if it can't be one
     */
    public static Optional<String> groupKey(String system, String name) {
        return isShort(name)
                ? bounded(small(Normalizer.normalize(name, Normalizer.Form.NFC)))
                        .map(folded -> SubjectKeys.group(system, folded))
                : Optional.empty();
    }

    /** The value of an attribute in the form that all its spellings have in common. */
    private static Optional<String> value(String text) {
        if (!isShort(text)) {
            return Optional.empty();
        }
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        return bounded(small(SPACES.matcher(normal).replaceAll(" ")));
    }

    /** Small letters may go together with a mark where the great ones do not. */
    private static String small(String text) {
        return Normalizer.normalize(text.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    /** Before anything is done with it: what is normalised may be longer than what it is made from. */
    private static boolean isShort(String text) {
        return text != null && text.length() <= Validation.MAX_NAME;
    }

    private static Optional<String> bounded(String text) {
        return Validation.isText(text) ? Optional.of(text) : Optional.empty();
    }

    /**
     * A name to show.
     *
     * @param text as somebody has typed it, or null
     * @return one line of at most {@link #MAX_DISPLAY} units; null if nothing is left
     */
    public static String display(String text) {
        if (text == null) {
            return null;
        }
        String head = Letters.atMost(text, 4 * MAX_DISPLAY);
        // Two ways to write one letter are one name.
        String normal = Normalizer.normalize(head, Normalizer.Form.NFC);
        String line = SPACES.matcher(normal).replaceAll(" ").strip();
        line = Letters.atMost(line, MAX_DISPLAY).strip();
        return line.isEmpty() ? null : line;
    }
}
