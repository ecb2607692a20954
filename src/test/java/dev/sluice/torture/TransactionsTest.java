package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.torture.oracle.ZombiesFenced.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionsTest {
    @TempDir
    Path logs;

    @Test
    void eachTransactionIsToldWithItsEndAndAnOpenOneIsNot() throws IOException {
        segment("audit-0/00000000000000000000.log", written(0, 7, 3), written(1, 8, 0), ended(2, 7, 4, true, 500));
        segment("audit-0/00000000000000000003.log", ended(3, 8, 1, false, 600), written(4, 7, 4));
        segment("__transaction_state-0/00000000000000000000.log", written(0, 9, 0), ended(1, 9, 1, true, 1));

        assertThat(Transactions.ended(logs))
                .containsExactly(new Ended("audit-0", 0, 7, 3, true, 500), new Ended("audit-0", 1, 8, 0, false, 600));
    }

    private void segment(String name, MemoryRecords... batches) throws IOException {
        Path file = logs.resolve(name);
        Files.createDirectories(file.getParent());
        try (FileRecords records = FileRecords.open(file.toFile())) {
            for (MemoryRecords batch : batches) {
                records.append(batch);
            }
        }
    }

    private static MemoryRecords written(long offset, long producer, int epoch) {
        return MemoryRecords.withTransactionalRecords(
                offset, Compression.NONE, producer, (short) epoch, 0, 0, new SimpleRecord(1, new byte[] {1}));
    }

    private static MemoryRecords ended(long offset, long producer, int epoch, boolean isCommitted, long at) {
        return MemoryRecords.withEndTransactionMarker(
                offset,
                at,
                0,
                producer,
                (short) epoch,
                new EndTransactionMarker(isCommitted ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 0));
    }
}
