package dev.sluice.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.Schema.Type;

/**
 * What every schema of the contract has to keep, whatever its history: documented, readable by an older reader, one unit
 * of time. Each broken rule is one sentence that begins with the place.
 */
final class SchemaRules {
    static final String NAMESPACE = "dev.sluice.event";

    private static final String MILLIS = "timestamp-millis";
    private static final Set<String> LOGICAL_TYPES = Set.of(MILLIS, "date");
    private static final Set<String> TIME_NAMES = Set.of("since", "validFrom", "validTo", "bucket");

    private final List<String> violations = new ArrayList<>();

    private SchemaRules() {}

    /** The rules that one named schema breaks; schemas that it names are not looked into. */
    static List<String> violations(Schema schema) {
        SchemaRules rules = new SchemaRules();
        rules.named(schema);
        return rules.violations;
    }

    private void named(Schema schema) {
        String place = schema.getName();
        if (isBlank(schema.getDoc())) {
            violations.add(place + " has no doc");
        }
        if (!NAMESPACE.equals(schema.getNamespace())) {
            violations.add(place + " is in namespace " + schema.getNamespace() + " instead of " + NAMESPACE);
        }
        if (schema.getType() == Type.ENUM) {
            enumeration(place, schema);
        } else if (schema.getType() == Type.RECORD) {
            schema.getFields().forEach(field -> field(place + "." + field.name(), field));
        } else {
            violations.add(place + " is neither a record nor an enum");
        }
    }

    private void enumeration(String place, Schema schema) {
        if (schema.getEnumDefault() == null) {
            violations.add(place + " has no default, so an older reader fails at a new symbol");
        } else if (!schema.getEnumDefault().equals(schema.getEnumSymbols().get(0))) {
            violations.add(place + " does not list its default first");
        }
    }

    private void field(String place, Field field) {
        if (isBlank(field.doc())) {
            violations.add(place + " has no doc");
        }
        Schema type = field.schema();
        if (type.getType() == Type.UNION) {
            nullable(place, field);
            type = type.getTypes().get(type.getTypes().size() - 1);
        }
        inner(place, field.name(), type, String.valueOf(field.doc()));
    }

    private void nullable(String place, Field field) {
        List<Schema> branches = field.schema().getTypes();
        if (branches.size() != 2 || branches.get(0).getType() != Type.NULL) {
            violations.add(place + " is a union other than [\"null\", T]");
        }
        if (field.defaultVal() != JsonProperties.NULL_VALUE) {
            violations.add(place + " is nullable without the default null");
        }
    }

    private void inner(String place, String name, Schema type, String doc) {
        switch (type.getType()) {
            case ARRAY -> inner(place + "[]", name, type.getElementType(), doc);
            case MAP -> inner(place + "{}", name, type.getValueType(), doc);
            case UNION -> violations.add(place + " has a union inside");
            case LONG, INT, BYTES, STRING, FIXED -> time(place, name, type, doc);
            default -> {
                // Records and enums are looked at by themselves; the remaining types have no unit.
            }
        }
    }

    private void time(String place, String name, Schema type, String doc) {
        LogicalType logical = type.getLogicalType();
        // An unknown logical type is only a property to Avro, and would slip through.
        String named = logical == null ? type.getProp("logicalType") : logical.getName();
        if (named == null) {
            if (type.getType() == Type.LONG && (name.endsWith("At") || TIME_NAMES.contains(name))) {
                violations.add(place + " is a time without the logical type " + MILLIS);
            }
            return;
        }
        if (!LOGICAL_TYPES.contains(named)) {
            violations.add(place + " has the logical type " + named + "; times are " + MILLIS);
        } else if (named.equals(MILLIS) && !doc.contains("milliseconds")) {
            violations.add(place + " is a time whose doc does not say milliseconds");
        } else if (named.equals("date") && !doc.contains("days")) {
            violations.add(place + " is a date whose doc does not say days");
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }
}
