package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.JsltException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One system's mapping, compiled. The template gives an array of {@code {topic, event}}, the event in plain JSON form; or
 * {@code {"unmapped": TYPE}} for what it does not cover; or {@code error("CODE: sentence")}. What the template leaves out
 * of the header is filled in here: source and kind from the descriptor, the time from the context, the id from the content.
 */
public final class Mapping implements RecordMapper {
    private static final Pattern CODED = Pattern.compile("([A-Z][A-Z_]{2,40}): (.*)", Pattern.DOTALL);

    private final MappingDescriptor descriptor;
    private final JsltTemplate template;
    private final ColumnMap columns;

    Mapping(MappingDescriptor descriptor, JsltTemplate template, ColumnMap columns) {
        this.descriptor = descriptor;
        this.template = template;
        this.columns = columns;
    }

    /**
     * The same mapping with a customer's column names.
     *
     * @param other the column map to use
     * @return a new mapping
     * @throws MappingException if this mapping's payloads have no columns
     */
    public Mapping withColumns(ColumnMap other) {
        if (columns == null) {
            throw new MappingException("The mapping " + name() + " reads no columns; leave out --column-map.");
        }
        return new Mapping(descriptor, template, other);
    }

    @Override
    public String name() {
        return descriptor.name();
    }

    /**
     * The mapping's own version.
     *
     * @return from 1
     */
    public int version() {
        return descriptor.version();
    }

    /**
     * The topic that most of its events go to.
     *
     * @return without prefix
     */
    public String topic() {
        return descriptor.topic();
    }

    /**
     * The names of its example pairs.
     *
     * @return may be empty
     */
    public List<String> examples() {
        return descriptor.examples();
    }

    @Override
    public InputFormat format() {
        return descriptor.format();
    }

    @Override
    public List<String> recordPaths() {
        return descriptor.records();
    }

    @Override
    public ColumnMap columns() {
        return columns;
    }

    @Override
    public MappingResult map(JsonNode record, MappingContext context) {
        try {
            return result(template.apply(input(record), variables(context)), record, context);
        } catch (RecordRefusal e) {
            return e.toFailed();
        } catch (JsltException e) {
            return coded(e.getMessageWithoutLocation());
        } catch (StackOverflowError e) {
            return new MappingResult.Failed("TOO_DEEP", "the payload is nested too deeply for the mapping");
        } catch (RuntimeException e) {
            return new MappingResult.Failed(
                    "MAPPING_ERROR", RecordRefusal.bounded("the mapping " + name() + " failed: " + e));
        }
    }

    private JsonNode input(JsonNode record) {
        if (!record.isObject()) {
            throw new RecordRefusal("NOT_A_RECORD", "the payload is no JSON object");
        }
        return columns == null ? record : columns.apply(record);
    }

    private Map<String, JsonNode> variables(MappingContext context) {
        Map<String, JsonNode> variables = new HashMap<>();
        variables.put("system", TextNode.valueOf(context.system() == null ? descriptor.system() : context.system()));
        variables.put("source", TextNode.valueOf(source(context)));
        return variables;
    }

    private String source(MappingContext context) {
        return context.source() == null ? descriptor.source() : context.source();
    }

    private MappingResult result(JsonNode output, JsonNode record, MappingContext context) {
        if (output != null && output.path("unmapped").isTextual()) {
            return new MappingResult.Unmapped(
                    RecordRefusal.bounded(output.get("unmapped").textValue()));
        }
        if (output == null || !output.isArray()) {
            throw new RecordRefusal("MAPPING_ERROR", "the mapping " + name() + " gave no array of events");
        }
        if (output.isEmpty()) {
            return new MappingResult.Unmapped("(no event)");
        }
        List<MappedRecord> events = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        for (JsonNode item : output) {
            events.add(event(item, record, context, ids));
        }
        return new MappingResult.Mapped(events);
    }

    private MappedRecord event(JsonNode item, JsonNode record, MappingContext context, Map<String, Integer> ids) {
        String name = item.path("topic").asText(null);
        EventTopic topic = EventTopic.byName(name)
                .orElseThrow(() -> new RecordRefusal(
                        "MAPPING_ERROR", "the mapping " + name() + " names no topic of events but " + name));
        if (!(item.get("event") instanceof ObjectNode given)) {
            throw new RecordRefusal("MAPPING_ERROR", "the mapping " + name() + " gave a topic without an event");
        }
        ObjectNode event = given.deepCopy();
        completeHeader(EventAssembler.header(event), record, context, ids);
        if (event.get("subject") == null) {
            throw new RecordRefusal("INVALID_SUBJECT", "the event names neither an identity nor an account");
        }
        return EventAssembler.assemble(topic, event);
    }

    private void completeHeader(ObjectNode header, JsonNode record, MappingContext context, Map<String, Integer> ids) {
        Instant occurredAt = occurredAt(header, context);
        header.put("occurredAt", occurredAt.toString());
        if (!header.hasNonNull("source")) {
            header.put("source", source(context));
        }
        if (!header.hasNonNull("sourceKind")) {
            header.put("sourceKind", descriptor.sourceKind().name());
        }
        String id = header.hasNonNull("eventId")
                ? header.get("eventId").asText()
                : EventAssembler.contentId(record, occurredAt);
        int count = ids.merge(id, 1, Integer::sum);
        header.put("eventId", count == 1 ? id : id + "#" + count);
    }

    private Instant occurredAt(ObjectNode header, MappingContext context) {
        JsonNode given = header.get("occurredAt");
        if (given != null && !given.isNull()) {
            return instant(given);
        }
        boolean allowed = descriptor.time() == MappingDescriptor.Time.AS_OF || context.asOfGiven();
        if (context.asOf() == null || !allowed) {
            throw new RecordRefusal(
                    "NO_TIME", "the payload does not say when it happened; give --as-of to state the instant");
        }
        return context.asOf();
    }

    private static Instant instant(JsonNode given) {
        try {
            if (given.isIntegralNumber() && given.canConvertToLong()) {
                return Instant.ofEpochMilli(given.longValue());
            }
            // Cut to what the contract keeps, so that the id of the content does not depend on more.
            return Instant.ofEpochMilli(
                    OffsetDateTime.parse(given.asText()).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new RecordRefusal("BAD_TIME", RecordRefusal.quote(given.asText()) + " is no instant");
        }
    }

    private MappingResult.Failed coded(String message) {
        // JSLT puts a sentence of its own before the text of error().
        String text = message == null ? "" : message.replaceFirst("^error: ", "");
        Matcher coded = CODED.matcher(text);
        return coded.matches()
                ? new MappingResult.Failed(coded.group(1), RecordRefusal.bounded(coded.group(2)))
                : new MappingResult.Failed(
                        "MAPPING_ERROR", RecordRefusal.bounded("the mapping " + name() + " failed: " + text));
    }
}
