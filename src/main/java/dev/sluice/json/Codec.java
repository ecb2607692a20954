package dev.sluice.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads and writes the values of one schema. Immutable after compilation; shared by threads. */
interface Codec {
    /**
     * Reads one value. The parser stands on its first token, and on its last one afterwards.
     *
     * @param parser where to read
     * @return the value as the generated classes hold it
     * @throws PlainJsonException if the value does not fit the schema
     */
    Object read(JsonParser parser) throws IOException;

    /**
     * Writes one value.
     *
     * @param generator where to write
     * @param value the value as the generated classes hold it
     */
    void write(JsonGenerator generator, Object value) throws IOException;

    /** True where a value may be shared by records, so that a default needs no copy. */
    default boolean immutable() {
        return true;
    }
}
