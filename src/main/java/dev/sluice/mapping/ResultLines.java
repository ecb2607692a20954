package dev.sluice.mapping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.PlainJson;
import java.util.List;

/** Results as JSON, one object a line: what a dry run prints and what examples expect. */
public final class ResultLines {
    private ResultLines() {}

    /**
     * An event with where it goes: {@code {"topic", "key", "event"}}, the event in plain JSON form.
     *
     * @param mapped the event
     * @return a new object
     */
    public static ObjectNode event(MappedRecord mapped) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("topic", mapped.topic().topic());
        line.put("key", mapped.key());
        line.set("event", PlainJson.toNode(mapped.event()));
        return line;
    }

    /**
     * All that one record gave; {@code {"unmapped": TYPE}} and {@code {"failed": REASON, "line": N}} where it gave no event.
     *
     * @param line the line the record's payload begins on
     * @param result what became of it
     * @return one object or more
     */
    public static List<ObjectNode> of(long line, MappingResult result) {
        if (result instanceof MappingResult.Mapped mapped) {
            return mapped.events().stream().map(ResultLines::event).toList();
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (result instanceof MappingResult.Unmapped unmapped) {
            object.put("unmapped", unmapped.type());
        } else if (result instanceof MappingResult.Failed failed) {
            object.put("failed", failed.reason()).put("line", line);
        }
        return List.of(object);
    }
}
