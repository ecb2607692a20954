package dev.sluice.cli;

import dev.sluice.event.AuditCheckpoint;
import java.util.List;

/** An audit to be verified: in a cluster, or as it was exported. */
interface AuditSource {
    /** Takes the records of a partition in their order. */
    interface Reader {
        /**
         * The next record.
         *
         * @param offset its offset
         * @param value as it was written; null for none
         */
        void take(long offset, byte[] value);
    }

    /** One partition. Different ones may be read at the same time. */
    interface Part {
        /** The partition. */
        int number();

        /** Reads all of it. */
        void read(Reader reader);
    }

    /** The partitions, in order. */
    List<Part> parts();

    /** The checkpoints, in the order of their partitions. */
    List<AuditCheckpoint> checkpoints();

    /** A schema that records were written with, as JSON. */
    String schema(int id);
}
