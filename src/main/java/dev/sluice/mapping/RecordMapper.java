package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Turns one payload record into events. Implementations are immutable and shared by threads. */
public interface RecordMapper {
    /**
     * The mapping's name.
     *
     * @return as people type it
     */
    String name();

    /**
     * How its files are read.
     *
     * @return the format
     */
    InputFormat format();

    /**
     * Where in a payload its records are.
     *
     * @return dotted paths, the first that exists counts; none if a payload is a record
     */
    List<String> recordPaths();

    /**
     * The columns that a CSV file must have.
     *
     * @return the column map, null where records have no columns
     */
    ColumnMap columns();

    /**
     * Maps one record.
     *
     * @param record the record
     * @param context what else is known
     * @return what became of it; never throws for what a record holds
     */
    MappingResult map(JsonNode record, MappingContext context);
}
