package dev.sluice.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.Worker;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Gives the columns of somebody's worker report the names of the worker's fields. An empty text is an absent value. Dates
 * are read strictly by the formats given, in order; a column that no field names is left out, and its name reported.
 */
public final class ColumnMap {
    private static final String IDENTITY = "identityId";
    private static final Set<String> FIELDS = fields();
    private static final Set<String> DATES = Set.of("startDate", "endDate");

    private final Map<String, List<String>> columns;
    private final Map<String, String> extra;
    private final List<DateTimeFormatter> dateFormats;
    private final List<String> datePatterns;
    private final Map<String, String> workerTypes;
    private final boolean allRequired;
    private final Set<String> known;

    /** The file's shape. {@code fields} has a column name or several, of which the first with a value counts. */
    record Definition(
            Map<String, List<String>> fields,
            Map<String, String> extra,
            List<String> dateFormats,
            Map<String, String> workerTypes) {}

    private ColumnMap(Definition definition, String origin, boolean allRequired) {
        this.columns = checked(definition, origin);
        this.extra = definition.extra() == null ? Map.of() : Map.copyOf(definition.extra());
        this.datePatterns =
                definition.dateFormats() == null ? List.of("uuuu-MM-dd") : List.copyOf(definition.dateFormats());
        this.dateFormats =
                datePatterns.stream().map(pattern -> formatter(pattern, origin)).toList();
        this.workerTypes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (definition.workerTypes() != null) {
            workerTypes.putAll(definition.workerTypes());
        }
        this.allRequired = allRequired;
        this.known = new HashSet<>(extra.values());
        columns.values().forEach(known::addAll);
    }

    /** The map that a mapping brings along; of its columns only identityId's must be there. */
    static ColumnMap bundled(Definition definition, String origin) {
        return new ColumnMap(definition, origin, false);
    }

    /**
     * Reads a column map that a person wrote. Each field it names must then have a column in the file, because a spelling
     * mistake would otherwise empty the field of every worker.
     *
     * @param yaml the text, YAML or JSON
     * @param origin what to call it in messages
     * @return the map
     * @throws MappingException if it is not a column map
     */
    public static ColumnMap parse(String yaml, String origin) {
        try {
            Definition definition = Strict.yaml().readValue(yaml, Definition.class);
            if (definition == null) {
                throw new MappingException(origin + " is empty; it needs at least fields: {identityId: COLUMN}.");
            }
            return new ColumnMap(definition, origin, true);
        } catch (JsonProcessingException e) {
            throw new MappingException(origin + " is not a column map: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, List<String>> checked(Definition definition, String origin) {
        if (definition.fields() == null || !definition.fields().containsKey(IDENTITY)) {
            throw new MappingException(origin + " names no column for identityId; add fields: {identityId: COLUMN}.");
        }
        for (Map.Entry<String, List<String>> field : definition.fields().entrySet()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new MappingException(origin + " names the field " + field.getKey()
                        + ", which a worker does not have; choose among " + FIELDS + ".");
            }
            if (field.getValue() == null || field.getValue().isEmpty()) {
                throw new MappingException(origin + " names no column for " + field.getKey() + ".");
            }
        }
        return Map.copyOf(definition.fields());
    }

    private static DateTimeFormatter formatter(String pattern, String origin) {
        try {
            // With STRICT a year of era needs an era; people write yyyy and mean the year.
            return DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new MappingException(
                    origin + " has the date format " + pattern + ", which is none (" + e.getMessage() + ").", e);
        }
    }

    private static Set<String> fields() {
        Set<String> names = Worker.getClassSchema().getFields().stream()
                .map(Schema.Field::name)
                .filter(name -> !name.equals("extra"))
                .collect(Collectors.toCollection(TreeSet::new));
        names.add(IDENTITY);
        return Set.copyOf(names);
    }

    /**
     * Which fields would have no column in a file with this header row.
     *
     * @param header the header row
     * @return sentences, empty if the file can be read
     */
    List<String> missing(List<String> header) {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, List<String>> field : new TreeMap<>(columns).entrySet()) {
            boolean required = allRequired || field.getKey().equals(IDENTITY);
            if (required && field.getValue().stream().noneMatch(header::contains)) {
                missing.add(field.getKey() + " (column " + String.join(" or ", field.getValue()) + ")");
            }
        }
        return missing;
    }

    /** The columns of a row that nothing here names. */
    Set<String> unknown(Iterable<String> header) {
        Set<String> unknown = new TreeSet<>();
        header.forEach(column -> {
            if (!known.contains(column)) {
                unknown.add(column);
            }
        });
        return unknown;
    }

    /** Whether a value of this column gets anywhere. */
    boolean uses(String column) {
        return known.contains(column);
    }

    /**
     * Renames the columns of one row.
     *
     * @param row the row as read
     * @return an object with the worker's fields and {@code extra}
     * @throws RecordRefusal if a value does not fit
     */
    ObjectNode apply(JsonNode row) {
        ObjectNode worker = JsonNodeFactory.instance.objectNode();
        columns.forEach((field, names) -> {
            String value = firstValue(row, names);
            if (value != null) {
                worker.put(field, convert(field, names, value));
            }
        });
        ObjectNode more = worker.putObject("extra");
        extra.forEach((key, column) -> {
            String value = value(row, column);
            if (value != null) {
                more.put(key, value);
            }
        });
        return worker;
    }

    private String convert(String field, List<String> names, String value) {
        if (DATES.contains(field)) {
            return date(names, value);
        }
        return field.equals("workerType") ? workerTypes.getOrDefault(value, value.toUpperCase(Locale.ROOT)) : value;
    }

    private String date(List<String> names, String value) {
        for (DateTimeFormatter format : dateFormats) {
            try {
                return LocalDate.parse(value, format).toString();
            } catch (DateTimeException e) {
                continue;
            }
        }
        throw new RecordRefusal(
                "BAD_DATE",
                "column " + String.join(" or ", names) + " has " + RecordRefusal.quote(value)
                        + ", which is no date of the form " + String.join(" or ", datePatterns));
    }

    private static String firstValue(JsonNode row, List<String> names) {
        for (String name : names) {
            String value = value(row, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static String value(JsonNode row, String column) {
        JsonNode value = row.get(column);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isContainerNode()) {
            throw new RecordRefusal("NOT_FLAT", "column " + column + " holds an object or array, not a text");
        }
        String text = value.asText().strip();
        return text.isEmpty() ? null : text;
    }
}
