package dev.sluice.cli;

import dev.sluice.event.AuditCheckpoint;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** An audit to be verified: in a cluster, or as it was exported. */
interface AuditSource {
    /** Takes the records of a partition in their order. */
    interface Reader {
        /**
         * The next record.
         *
         * @param offset its offset
         * @param value as it was written; null for none
         * @return false if no more is needed
         */
        boolean take(long offset, byte[] value);
    }

    /** One partition. Different ones may be read at the same time. */
    interface Part {
        /** The partition. */
        int number();

        /** Reads it, to its end or until no more is needed. */
        void read(Reader reader);
    }

    /** The partitions, in order. */
    List<Part> parts();

    /**
     * Reads the checkpoints, in the order of their partitions.
     *
     * @param into takes each
     * @param bad takes the place of what can't be read, and why
     */
    void checkpoints(Consumer<AuditCheckpoint> into, BiConsumer<String, String> bad);

    /** A schema that records were written with, as JSON. */
    String schema(int id);
}
