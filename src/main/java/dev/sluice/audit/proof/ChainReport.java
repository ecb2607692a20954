package dev.sluice.audit.proof;

import java.util.List;

/**
 * What was found of one chain.
 *
 * @param chainId the chain
 * @param writer the partition of its writer
 * @param records how many of its records were read
 * @param isWhole whether its first record is there; false where the beginning is gone
 * @param firstSequence the sequence of the first one that was read
 * @param lastSequence the sequence of the last one
 * @param checkpoints how many checkpoints agree with what is there
 * @param coveredTo the sequence up to which checkpoints, signed ones where a key was given, tell of the records; 0 for none
 * @param witnessed how many of them a witness has kept
 * @param reissued how often two records follow the same one; told as a defect unless at_least_once is expected
 * @param isProven whether a signed checkpoint tells of it, where a key was given; true where none was
 * @param defects what is wrong, in the order in which it was met; the first ones of many
 * @param defectCount how many there are
 */
public record ChainReport(
        String chainId,
        int writer,
        long records,
        boolean isWhole,
        long firstSequence,
        long lastSequence,
        int checkpoints,
        long coveredTo,
        int witnessed,
        long reissued,
        boolean isProven,
        List<Defect> defects,
        long defectCount) {
    /** Copies the list. */
    public ChainReport {
        defects = List.copyOf(defects);
    }

    /**
     * How many records there are after the last one of which a checkpoint tells: only that they follow each other is known of them, and
     * whoever can write to the brokers can have written them.
     *
     * @return the number
     */
    public long uncovered() {
        return coveredTo == 0 ? records : Math.max(0, lastSequence - coveredTo);
    }

    /**
     * Whether nothing is wrong.
     *
     * @return true if so
     */
    public boolean isIntact() {
        return defectCount == 0 && isProven;
    }
}
