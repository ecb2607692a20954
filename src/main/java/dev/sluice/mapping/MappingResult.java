package dev.sluice.mapping;

import java.util.List;

/** What became of one payload record. */
public sealed interface MappingResult {
    /**
     * It says something that the contract has a word for.
     *
     * @param events one or more events
     */
    record Mapped(List<MappedRecord> events) implements MappingResult {
        /** Keeps an immutable copy. */
        public Mapped {
            events = List.copyOf(events);
        }
    }

    /**
     * It is well-formed, but this mapping does not cover it.
     *
     * @param type the vendor's name of what it is, under which it is counted
     */
    record Unmapped(String type) implements MappingResult {}

    /**
     * It can't be used; it goes to the dead-letter topic.
     *
     * @param reason a fixed code in capitals, for example INVALID_JSON
     * @param detail what is wrong, for a person
     */
    record Failed(String reason, String detail) implements MappingResult {}
}
