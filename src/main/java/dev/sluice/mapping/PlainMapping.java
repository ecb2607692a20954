package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** No mapping at all: the payloads are events in plain JSON form, all of one topic. */
public final class PlainMapping implements RecordMapper {
    /** The name under which people ask for it. */
    public static final String NAME = "plain";

    private final EventTopic topic;

    /**
     * A mapping for files of one topic.
     *
     * @param topic the topic that all its events belong to
     */
    public PlainMapping(EventTopic topic) {
        this.topic = topic;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public InputFormat format() {
        return InputFormat.JSON_LINES;
    }

    @Override
    public List<String> recordPaths() {
        return List.of();
    }

    @Override
    public ColumnMap columns() {
        return null;
    }

    @Override
    public MappingResult map(JsonNode record, MappingContext context) {
        try {
            return new MappingResult.Mapped(List.of(EventAssembler.assemble(topic, record)));
        } catch (RecordRefusal e) {
            return e.toFailed();
        }
    }
}
