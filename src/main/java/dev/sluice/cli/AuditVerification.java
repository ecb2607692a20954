package dev.sluice.cli;

import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.CheckpointBook;
import dev.sluice.audit.proof.CheckpointBook.Checked;
import dev.sluice.audit.proof.InOrder;
import dev.sluice.audit.proof.MerkleHash;
import dev.sluice.audit.proof.PartitionReport;
import dev.sluice.audit.proof.PartitionVerifier;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Verifies all chains of an audit with several threads: its checkpoints, then its partitions at the same time. Memory is bounded. */
final class AuditVerification {
    private static final long CHECKPOINT_BYTES = 2_048;

    private final AuditSource source;
    private final List<Verifier> keys;
    private final Path witnessed;
    private final List<String> accepted;
    private final boolean isForkExpected;
    private final int threads;

    /**
     * A verification.
     *
     * @param source the audit
     * @param keys whose signatures count; empty to look at none
     * @param witnessed the directory with notes that were kept elsewhere; null for none
     * @param accepted chains that are taken for proven without a signature
     * @param isForkExpected whether the audit is written at least once
     * @param threads how many threads read partitions, and how many check signatures and hashes
     */
    AuditVerification(
            AuditSource source,
            List<Verifier> keys,
            Path witnessed,
            List<String> accepted,
            boolean isForkExpected,
            int threads) {
        this.source = source;
        this.keys = List.copyOf(keys);
        this.witnessed = witnessed;
        this.accepted = List.copyOf(accepted);
        this.isForkExpected = isForkExpected;
        this.threads = threads;
    }

    /** Checkpoints are read before the records, so that all records of which they tell are there by then. */
    AuditReport run() {
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            CheckpointBook book = book(workers);
            return AuditReport.of(readAll(book, readers, workers), book);
        } catch (CancellationException e) {
            throw new CliException("Interrupted before all was read.", 1, e);
        } finally {
            readers.shutdownNow();
            workers.shutdownNow();
        }
    }

    private CheckpointBook book(ExecutorService workers) {
        CheckpointBook book = new CheckpointBook(keys);
        InOrder<AuditCheckpoint, Checked> checkpoints =
                new InOrder<>(workers, onTheWay(), one -> CHECKPOINT_BYTES, () -> book::check, book::add);
        source.checkpoints(checkpoints::add, book::unreadable);
        checkpoints.finish();
        if (witnessed != null) {
            InOrder<WitnessFiles.Kept, Checked> notes = new InOrder<>(
                    workers,
                    onTheWay(),
                    one -> one.note().length(),
                    () -> one -> book.checkWitnessed(one.note(), one.where()),
                    book::add);
            WitnessFiles.read(witnessed, kept -> {
                if (kept.note() == null) {
                    book.unreadable(kept.where(), "it is too large for a note");
                } else {
                    notes.add(kept);
                }
            });
            notes.finish();
        }
        accepted.forEach(book::accept);
        return book;
    }

    /** Each thread has something to do while what came first is waited for. */
    private int onTheWay() {
        return 2 * threads;
    }

    /** Of partitions that are read at once each has its part, so that together they hold no more than one would. */
    private int onTheWayOfOne() {
        return Math.max(
                2, onTheWay() / Math.max(1, Math.min(threads, source.parts().size())));
    }

    private List<PartitionReport> readAll(CheckpointBook book, ExecutorService readers, ExecutorService workers) {
        try {
            List<Future<PartitionReport>> futures = new ArrayList<>();
            for (AuditSource.Part part : source.parts()) {
                futures.add(readers.submit(() -> read(part, book, workers)));
            }
            List<PartitionReport> reports = new ArrayList<>();
            for (Future<PartitionReport> future : futures) {
                reports.add(future.get());
            }
            return reports;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("Interrupted before all was read.", 1, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CliException known
                    ? known
                    : new CliException("The audit can't be read: " + e.getCause(), 1, e);
        }
    }

    private record Value(long offset, byte[] bytes) {
        long size() {
            return bytes == null ? 0 : bytes.length;
        }
    }

    /** The hashes are computed by all threads, also of one partition; that each record follows the one before it by one. */
    private PartitionReport read(AuditSource.Part part, CheckpointBook book, ExecutorService workers) {
        PartitionVerifier verifier = new PartitionVerifier(part.number(), book, isForkExpected);
        InOrder<Value, PartitionVerifier.Read> hashed =
                new InOrder<>(workers, onTheWayOfOne(), Value::size, () -> hasher(verifier), verifier::take);
        part.read((offset, value) -> {
            hashed.add(new Value(offset, value));
            return true;
        });
        hashed.finish();
        return verifier.finish();
    }

    private static Function<Value, PartitionVerifier.Read> hasher(PartitionVerifier verifier) {
        MerkleHash hash = new MerkleHash();
        return value -> verifier.read(value.offset(), value.bytes(), hash);
    }
}
