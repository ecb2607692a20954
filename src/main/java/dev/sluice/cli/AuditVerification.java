package dev.sluice.cli;

import dev.sluice.audit.proof.ChainReport;
import dev.sluice.audit.proof.ChainVerifier;
import dev.sluice.audit.proof.SealedRecord;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditCheckpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Verifies all chains of an audit, its partitions at the same time. */
final class AuditVerification {
    /**
     * What was found.
     *
     * @param chains a report on each chain, by writer
     * @param gone chains of which checkpoints tell, and no record is left
     * @param unchained records from before there were chains
     * @param bytes how much was read
     */
    record Result(List<ChainReport> chains, List<String> gone, long unchained, long bytes) {
        boolean isIntact() {
            return chains.stream().allMatch(ChainReport::isIntact);
        }
    }

    private final AuditSource source;
    private final Verifier key;
    private final int threads;

    /**
     * A verification.
     *
     * @param source the audit
     * @param key whose signatures checkpoints have to bear; null to look at none
     * @param threads how many partitions are read at once
     */
    AuditVerification(AuditSource source, Verifier key, int threads) {
        this.source = source;
        this.key = key;
        this.threads = threads;
    }

    /** What one partition came to. */
    private record PartResult(Map<String, ChainVerifier> chains, long unchained, long bytes) {}

    Result run() {
        Map<String, List<AuditCheckpoint>> checkpoints = new LinkedHashMap<>();
        source.checkpoints().forEach(checkpoint -> checkpoints
                .computeIfAbsent(checkpoint.getChainId(), id -> new ArrayList<>())
                .add(checkpoint));
        List<PartResult> parts = readAll(checkpoints);
        List<ChainReport> reports = new ArrayList<>();
        long unchained = 0;
        long bytes = 0;
        for (PartResult part : parts) {
            part.chains().forEach((id, chain) -> {
                reports.add(chain.finish());
                checkpoints.remove(id);
            });
            unchained += part.unchained();
            bytes += part.bytes();
        }
        List<String> gone = new ArrayList<>();
        Map<Integer, AuditCheckpoint> newest = newest();
        checkpoints.forEach((id, known) -> {
            AuditCheckpoint last = newest.get(known.get(0).getWriter());
            if (last.getChainId().equals(id)) {
                // The chain that is being written has to be there.
                reports.add(new ChainVerifier(known, key).finish());
            } else {
                gone.add(id);
            }
        });
        reports.sort(Comparator.comparingInt(ChainReport::writer).thenComparingLong(ChainReport::firstSequence));
        return new Result(reports, gone, unchained, bytes);
    }

    private Map<Integer, AuditCheckpoint> newest() {
        Map<Integer, AuditCheckpoint> newest = new HashMap<>();
        source.checkpoints()
                .forEach(checkpoint -> newest.merge(
                        checkpoint.getWriter(),
                        checkpoint,
                        (one, other) -> other.getAt().isBefore(one.getAt()) ? one : other));
        return newest;
    }

    private List<PartResult> readAll(Map<String, List<AuditCheckpoint>> checkpoints) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<PartResult>> futures = new ArrayList<>();
            for (AuditSource.Part part : source.parts()) {
                futures.add(executor.submit(() -> read(part, checkpoints)));
            }
            List<PartResult> results = new ArrayList<>();
            for (Future<PartResult> future : futures) {
                results.add(future.get());
            }
            return results;
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

    private PartResult read(AuditSource.Part part, Map<String, List<AuditCheckpoint>> checkpoints) {
        Map<String, ChainVerifier> chains = new LinkedHashMap<>();
        ChainVerifier[] current = {null};
        long[] counts = {0, 0};
        part.read((offset, value) -> {
            String where = "partition " + part.number() + ", offset " + offset;
            SealedRecord record = value == null ? null : SealedRecord.of(value);
            counts[1] += value == null ? 0 : value.length;
            if (record != null) {
                current[0] = chains.computeIfAbsent(
                        record.chainId(), id -> new ChainVerifier(checkpoints.getOrDefault(id, List.of()), key));
                current[0].accept(record, where);
            } else if (current[0] == null) {
                counts[0]++;
            } else {
                current[0].foreign(where);
            }
        });
        return new PartResult(chains, counts[0], counts[1]);
    }
}
