package dev.sluice.mapping;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.event.SourceKind;
import java.util.List;

/** The file {@code mapping.yaml}: how a system's payloads are read, and what is true of all its events. */
record MappingDescriptor(
        String name,
        int version,
        String template,
        InputFormat format,
        List<String> records,
        String source,
        SourceKind sourceKind,
        String system,
        String topic,
        Time time,
        ColumnMap.Definition columns,
        List<String> examples) {

    /** Where a payload's time comes from when it says none. */
    enum Time {
        /** Nowhere, unless a person gives the instant. */
        @JsonProperty("event")
        EVENT,
        /** The instant given, else the file's age. */
        @JsonProperty("as-of")
        AS_OF
    }

    static MappingDescriptor parse(String yaml, String origin) {
        MappingDescriptor descriptor;
        try {
            descriptor = Strict.yaml().readValue(yaml, MappingDescriptor.class);
        } catch (JsonProcessingException e) {
            throw new MappingException(origin + " can't be read: " + e.getOriginalMessage(), e);
        }
        if (descriptor == null) {
            throw new MappingException(origin + " is empty.");
        }
        descriptor.check(origin);
        return descriptor.withDefaults();
    }

    private void check(String origin) {
        require(name, "name", origin);
        require(template, "template", origin);
        require(format, "format", origin);
        require(source, "source", origin);
        require(system, "system", origin);
        if (version < 1) {
            throw new MappingException(origin + " has no version; add version: 1.");
        }
        if (EventTopic.byName(topic).isEmpty()) {
            throw new MappingException(
                    origin + " has no topic of events; add topic: with one of " + EventTopic.names() + ".");
        }
        if (format == InputFormat.CSV && columns == null) {
            throw new MappingException(origin + " reads CSV but has no columns.");
        }
    }

    private static void require(Object value, String key, String origin) {
        if (value == null || value.toString().isBlank()) {
            throw new MappingException(origin + " has no " + key + ".");
        }
    }

    private MappingDescriptor withDefaults() {
        return new MappingDescriptor(
                name,
                version,
                template,
                format,
                records == null ? List.of() : List.copyOf(records),
                source,
                sourceKind == null ? SourceKind.OTHER : sourceKind,
                system,
                topic,
                time == null ? Time.EVENT : time,
                columns,
                examples == null ? List.of() : List.copyOf(examples));
    }
}
