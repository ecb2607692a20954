package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.ChainFixture;
import dev.sluice.audit.proof.Checkpoints;
import dev.sluice.event.AuditCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** The chain of a task over commits, restarts, and transactions that are aborted. */
class AuditLedgerTest {
    private final ChainFixture fixture = new ChainFixture(1_000_000).write(100, 1);
    private final List<byte[]> written = new ArrayList<>();
    private final List<AuditCheckpoint> checkpoints = new ArrayList<>();
    private KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore(Names.TASK_STORE).get();
    private long now = 1_000;

    private AuditLedger open() {
        StageOptions options = new StageOptions(
                "sluice",
                "iam.",
                4,
                true,
                1,
                1,
                InputLag.NONE,
                1,
                new Checkpoints(10, Duration.ofSeconds(10), fixture.signer),
                null,
                StageOptions.DEFAULT_KEY_CACHE_BYTES,
                () -> 0);
        return new AuditLedger(store, options, ChainFixture.WRITER, () -> now);
    }

    private KeyValueStore<Bytes, byte[]> copyOfStore() {
        KeyValueStore<Bytes, byte[]> copy =
                Stores.inMemoryKeyValueStore(Names.TASK_STORE).get();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> row = all.next();
                copy.put(row.key, row.value.clone());
            }
        }
        return copy;
    }

    private void write(AuditLedger ledger, int number) {
        for (int i = 0; i < number; i++) {
            byte[] record = fixture.records.get(written.size()).clone();
            ledger.seal(record);
            written.add(record);
        }
    }

    private static void commit(AuditLedger ledger) {
        ledger.save();
        ledger.committing();
    }

    private void tick(AuditLedger ledger) {
        AuditCheckpoint checkpoint = ledger.checkpoint();
        if (checkpoint != null) {
            checkpoints.add(checkpoint);
        }
    }

    private AuditReport report() {
        return fixture.verify(written, checkpoints);
    }

    @Test
    void onlyWhatIsCommittedIsSigned() {
        AuditLedger ledger = open();
        write(ledger, 20);
        tick(ledger);
        assertThat(checkpoints).isEmpty();

        commit(ledger);
        write(ledger, 5);
        tick(ledger);
        assertThat(checkpoints).hasSize(1);
        assertThat(checkpoints.get(0).getSize()).isEqualTo(20);
        assertThat(checkpoints.get(0).getLastSequence()).isEqualTo(20);
        tick(ledger);
        assertThat(checkpoints).as("nothing more is committed").hasSize(1);
        commit(ledger);
        tick(ledger);
        assertThat(checkpoints).as("5 more are too few").hasSize(1);
        now += 10_000;
        tick(ledger);
        assertThat(checkpoints).as("but it is long ago").hasSize(2);
        assertThat(report().isIntact()).isTrue();
    }

    @Test
    void whatIsTakenUpAgainGoesOn() {
        AuditLedger ledger = open();
        write(ledger, 20);
        commit(ledger);
        tick(ledger);
        commit(ledger);
        ledger = open();
        tick(ledger);
        assertThat(checkpoints).hasSize(1);
        write(ledger, 30);
        commit(ledger);
        ledger = open();
        tick(ledger);
        assertThat(checkpoints).hasSize(2);
        assertThat(checkpoints.get(1).getSize()).isEqualTo(50);
        assertThat(report().isIntact()).isTrue();
        assertThat(report().chains()).hasSize(1);
    }

    @Test
    void aTransactionThatIsAbortedLeavesNothingSigned() {
        AuditLedger ledger = open();
        write(ledger, 20);
        commit(ledger);
        tick(ledger);
        KeyValueStore<Bytes, byte[]> committed = copyOfStore();
        int size = written.size();
        write(ledger, 30);
        ledger.save();
        tick(ledger);
        assertThat(checkpoints).hasSize(1);

        // Records and state of it are nowhere; the checkpoint was of the one before.
        store = committed;
        written.subList(size, written.size()).clear();
        AuditLedger again = open();
        write(again, 40);
        commit(again);
        tick(again);

        assertThat(report().isIntact()).isTrue();
        assertThat(report().chains().get(0).coveredTo()).isEqualTo(60);
    }

    @Test
    void aTaskWithoutStateBeginsAnotherChain() {
        AuditLedger ledger = open();
        write(ledger, 20);
        commit(ledger);
        tick(ledger);
        store = Stores.inMemoryKeyValueStore(Names.TASK_STORE).get();
        now += 1;
        ledger = open();
        write(ledger, 20);
        commit(ledger);
        tick(ledger);

        assertThat(report().chains()).hasSize(2);
        assertThat(report().isIntact()).isTrue();
    }
}
