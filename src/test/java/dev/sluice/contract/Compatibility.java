package dev.sluice.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.Schema.Type;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Whether a schema may follow an earlier one. Avro's own check in both directions, and what that check lets through
 * although a reader would take harm: another unit behind the same number, a name that changed, a symbol that moved.
 */
final class Compatibility {
    private static final Pattern UNIT = Pattern.compile(
            "\\b(nanoseconds|microseconds|milliseconds|seconds|minutes|hours|days|degrees|percent|bytes|kilobytes)\\b");

    private final List<String> violations = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    private Compatibility() {}

    /**
     * Compares two versions of one schema.
     *
     * @return why the later one may not follow the earlier one; empty if it may
     */
    static List<String> violations(Schema earlier, Schema later) {
        Compatibility check = new Compatibility();
        check.avro("a reader of the later schema fails at data of the earlier one", later, earlier);
        check.avro("a reader of the earlier schema fails at data of the later one", earlier, later);
        check.same(earlier.getName(), earlier, later);
        return check.violations;
    }

    private void avro(String sentence, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            result.getResult()
                    .getIncompatibilities()
                    .forEach(found -> violations.add(sentence + ": " + found.getType() + " at " + found.getLocation()
                            + " (" + found.getMessage() + ")"));
        }
    }

    private void same(String place, Schema earlier, Schema later) {
        if (earlier.getType() != later.getType()) {
            violations.add(place + " was " + earlier.getType() + " and is " + later.getType());
            return;
        }
        String was = logicalType(earlier);
        String is = logicalType(later);
        if (!Objects.equals(was, is)) {
            violations.add(place + " had the logical type " + was + " and has " + is);
        }
        switch (earlier.getType()) {
            case RECORD -> record(place, earlier, later);
            case ENUM -> enumeration(place, earlier, later);
            case ARRAY -> same(place + "[]", earlier.getElementType(), later.getElementType());
            case MAP -> same(place + "{}", earlier.getValueType(), later.getValueType());
            case UNION -> union(place, earlier.getTypes(), later.getTypes());
            default -> {
                // Primitives have no inside; FIXED does not occur in the contract.
            }
        }
    }

    private void record(String place, Schema earlier, Schema later) {
        name(place, earlier, later);
        if (!seen.add(earlier.getFullName())) {
            return;
        }
        for (Field was : earlier.getFields()) {
            String at = earlier.getName() + "." + was.name();
            Field is = later.getField(was.name());
            if (is == null) {
                violations.add(at + " was removed or renamed");
                continue;
            }
            same(at, was.schema(), is.schema());
            if (was.hasDefaultValue() && !Objects.equals(was.defaultVal(), is.defaultVal())) {
                violations.add(at + " had the default " + was.defaultVal() + " and has " + is.defaultVal());
            }
            unit(at, was, is);
        }
    }

    private void enumeration(String place, Schema earlier, Schema later) {
        name(place, earlier, later);
        List<String> was = earlier.getEnumSymbols();
        List<String> is = later.getEnumSymbols();
        if (is.size() < was.size() || !is.subList(0, was.size()).equals(was)) {
            violations.add(place + " does not begin with the symbols it had, in their order: " + was + ", now " + is);
        }
        if (!Objects.equals(earlier.getEnumDefault(), later.getEnumDefault())) {
            violations.add(
                    place + " had the enum default " + earlier.getEnumDefault() + " and has " + later.getEnumDefault());
        }
    }

    private void union(String place, List<Schema> earlier, List<Schema> later) {
        if (earlier.size() != later.size()) {
            violations.add(place + " had " + earlier.size() + " union branches and has " + later.size());
            return;
        }
        for (int i = 0; i < earlier.size(); i++) {
            same(place, earlier.get(i), later.get(i));
        }
    }

    private void name(String place, Schema earlier, Schema later) {
        if (!earlier.getFullName().equals(later.getFullName())) {
            violations.add(place + " was named " + earlier.getFullName() + " and is named " + later.getFullName());
        }
    }

    /** A number without a logical type has its unit in the doc only. */
    private void unit(String place, Field was, Field is) {
        if (isNumber(was.schema()) && !units(was.doc()).equals(units(is.doc()))) {
            violations.add(place + " had the unit " + units(was.doc()) + " and has " + units(is.doc()));
        }
    }

    private static boolean isNumber(Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> true;
            case UNION -> schema.getTypes().stream().anyMatch(Compatibility::isNumber);
            default -> false;
        };
    }

    private static Set<String> units(String doc) {
        Set<String> units = new TreeSet<>();
        Matcher matcher = UNIT.matcher(doc == null ? "" : doc);
        while (matcher.find()) {
            units.add(matcher.group());
        }
        return units;
    }

    /** Also a logical type that Avro does not know, which it keeps as a mere property. */
    private static String logicalType(Schema schema) {
        return schema.getType() == Type.UNION ? null : schema.getProp("logicalType");
    }
}
