package dev.sluice.torture;

import dev.sluice.torture.oracle.ZombiesFenced.Ended;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

/** Reads from a broker's own files which transactions there were: no client says whose a record is, and aborted ones it leaves out. */
final class Transactions {
    private Transactions() {}

    /**
     * What was ended, each partition in its order.
     *
     * @param logs the directory of a broker that has all partitions
     */
    static List<Ended> ended(Path logs) throws IOException {
        List<Ended> ended = new ArrayList<>();
        for (Path partition : sorted(logs)) {
            String name = partition.getFileName().toString();
            if (Files.isDirectory(partition) && !name.startsWith("__")) {
                Reading reading = new Reading(name, ended);
                for (Path segment : sorted(partition)) {
                    if (segment.toString().endsWith(".log")) {
                        reading.read(segment.toFile());
                    }
                }
            }
        }
        return ended;
    }

    private static List<Path> sorted(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted().toList();
        }
    }

    /** One partition. */
    private static final class Reading {
        private final String partition;
        private final List<Ended> ended;
        private final Map<Long, Written> open = new HashMap<>();

        private record Written(long offset, int epoch) {}

        Reading(String partition, List<Ended> ended) {
            this.partition = partition;
            this.ended = ended;
        }

        void read(File segment) throws IOException {
            try (FileRecords records = FileRecords.open(segment, false)) {
                for (RecordBatch batch : records.batches()) {
                    if (!batch.isTransactional()) {
                        continue;
                    }
                    if (!batch.isControlBatch()) {
                        open.put(batch.producerId(), new Written(batch.lastOffset(), batch.producerEpoch()));
                        continue;
                    }
                    Written last = open.remove(batch.producerId());
                    if (last != null) {
                        ended.add(new Ended(
                                partition,
                                last.offset(),
                                batch.producerId(),
                                last.epoch(),
                                isCommit(batch),
                                batch.maxTimestamp()));
                    }
                }
            }
        }

        private static boolean isCommit(RecordBatch marker) {
            return ControlRecordType.parse(marker.iterator().next().key()) == ControlRecordType.COMMIT;
        }
    }
}
