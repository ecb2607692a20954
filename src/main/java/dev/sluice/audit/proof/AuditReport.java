package dev.sluice.audit.proof;

import dev.sluice.audit.proof.CheckpointBook.Newest;
import dev.sluice.audit.proof.Defect.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was found of a whole audit.
 *
 * @param chains a report on each chain, by partition, in the order in which they begin
 * @param gone chains of which checkpoints tell, and whose records have been removed by retention
 * @param unchained records from before there were chains
 * @param bytes how much was read
 * @param isProven whether a signed checkpoint tells of each partition that holds records, where a key was given, and the audit
 *     agrees with a note of a witness, where any was given
 * @param defects what is wrong and belongs to no chain
 */
public record AuditReport(
        List<ChainReport> chains,
        List<String> gone,
        long unchained,
        long bytes,
        boolean isProven,
        List<Defect> defects) {
    /** Copies the lists. */
    public AuditReport {
        chains = List.copyOf(chains);
        gone = List.copyOf(gone);
        defects = List.copyOf(defects);
    }

    /**
     * Puts together what was found of each partition.
     *
     * @param partitions the reports, by partition
     * @param book the checkpoints that were known
     * @return the report
     */
    public static AuditReport of(List<PartitionReport> partitions, CheckpointBook book) {
        List<ChainReport> chains = new ArrayList<>();
        List<Defect> defects = new ArrayList<>(book.unreadable());
        Map<String, Integer> home = new HashMap<>();
        long unchained = 0;
        long bytes = 0;
        for (PartitionReport partition : partitions) {
            chains.addAll(partition.chains());
            defects.addAll(partition.defects());
            unchained += partition.unchained();
            bytes += partition.bytes();
            for (ChainReport chain : partition.chains()) {
                Integer other = home.putIfAbsent(chain.chainId(), partition.partition());
                if (other != null) {
                    defects.add(new Defect(
                            Kind.INSERTED,
                            chain.firstSequence(),
                            "partition " + partition.partition(),
                            "Chain " + chain.chainId() + " is in partition " + other + ", too."));
                }
            }
        }
        Set<String> absent = new HashSet<>(book.chains());
        absent.removeAll(home.keySet());
        List<String> gone = new ArrayList<>();
        absent.stream().sorted().forEach(id -> {
            Optional<Newest> newest = book.newest(id);
            if (newest.isPresent() && !isRemoved(newest.get(), partitions, book)) {
                chains.add(new ChainVerifier(id, newest.get().writer(), book, false).finish());
            } else {
                defects.addAll(book.defects(id));
                newest.ifPresent(known -> gone.add(id));
            }
        });
        boolean isSigned = !book.asksForSignatures()
                || partitions.stream()
                        .noneMatch(partition ->
                                partition.unchained() > 0 && partition.chains().isEmpty());
        boolean isWitnessed = !book.hasWitnessed() || chains.stream().anyMatch(chain -> chain.witnessed() > 0);
        return new AuditReport(chains, gone, unchained, bytes, isSigned && isWitnessed, defects);
    }

    /** Retention removes the oldest records: of what ended before the first chain that is still there, where the first records are gone. */
    private static boolean isRemoved(Newest chain, List<PartitionReport> partitions, CheckpointBook book) {
        return partitions.stream()
                .filter(partition -> partition.partition() == chain.writer() && partition.firstOffset() != 0)
                .flatMap(partition -> partition.chains().stream())
                .flatMap(present -> book.newest(present.chainId()).stream())
                .findFirst()
                .filter(newest -> newest.at() > chain.at())
                .isPresent();
    }

    /**
     * How many records of chains were read.
     *
     * @return the number
     */
    public long records() {
        return chains.stream().mapToLong(ChainReport::records).sum();
    }

    /**
     * Whether there is something, and nothing is wrong with it.
     *
     * @return true if so
     */
    public boolean isIntact() {
        return records() > 0 && isProven && defects.isEmpty() && chains.stream().allMatch(ChainReport::isIntact);
    }

    /**
     * Whether the first records of all chains are there.
     *
     * @return false where the beginning is gone, by retention or by whoever removed it
     */
    public boolean isWhole() {
        return gone.isEmpty() && unchained == 0 && chains.stream().allMatch(ChainReport::isWhole);
    }
}
