package dev.sluice.cli;

import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.CheckpointBook;
import dev.sluice.audit.proof.PartitionReport;
import dev.sluice.audit.proof.PartitionVerifier;
import dev.sluice.audit.proof.SignedNote.Verifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Verifies all chains of an audit, its partitions at the same time. */
final class AuditVerification {
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
     * @param threads how many partitions are read at once
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
        CheckpointBook book = new CheckpointBook(keys);
        source.checkpoints(book::add, book::unreadable);
        if (witnessed != null) {
            WitnessFiles.read(witnessed, book);
        }
        accepted.forEach(book::accept);
        return AuditReport.of(readAll(book), book);
    }

    private List<PartitionReport> readAll(CheckpointBook book) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<PartitionReport>> futures = new ArrayList<>();
            for (AuditSource.Part part : source.parts()) {
                futures.add(executor.submit(() -> read(part, book)));
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
        } finally {
            executor.shutdownNow();
        }
    }

    private PartitionReport read(AuditSource.Part part, CheckpointBook book) {
        PartitionVerifier verifier = new PartitionVerifier(part.number(), book, isForkExpected);
        part.read((offset, value) -> {
            verifier.take(offset, value);
            return true;
        });
        return verifier.finish();
    }
}
