package dev.sluice.mapping;

import java.io.IOException;
import java.util.Set;

/** Reads a file payload by payload, each in bounded memory. What can't be read is a payload too, a broken one. */
interface PayloadReader {
    /**
     * The next payload.
     *
     * @return null at the end
     * @throws IOException if the file itself can't be read
     */
    Payload next() throws IOException;

    /** Whether reading ended before the file did. */
    default boolean isCutShort() {
        return false;
    }

    /** Columns that were read and that nothing uses. */
    default Set<String> unusedColumns() {
        return Set.of();
    }
}
