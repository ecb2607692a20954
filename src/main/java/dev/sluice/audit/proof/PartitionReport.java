package dev.sluice.audit.proof;

import java.util.List;

/**
 * What was found of one partition.
 *
 * @param partition its number
 * @param firstOffset the offset of the first record that was read; -1 if there was none
 * @param chains its chains, in the order in which they begin
 * @param unchained records from before there were chains
 * @param bytes how much was read
 * @param defects what is wrong with how the chains stand to each other
 */
public record PartitionReport(
        int partition, long firstOffset, List<ChainReport> chains, long unchained, long bytes, List<Defect> defects) {
    /** Copies the lists. */
    public PartitionReport {
        chains = List.copyOf(chains);
        defects = List.copyOf(defects);
    }
}
