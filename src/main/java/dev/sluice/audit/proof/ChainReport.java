package dev.sluice.audit.proof;

import java.util.List;

/**
 * What was found of one chain.
 *
 * @param chainId the chain
 * @param writer the partition of its writer
 * @param records how many of its records were read
 * @param firstSequence the sequence of the first one that was read; later than 1 where those before are gone, or were not in it
 * @param lastSequence the sequence of the last one
 * @param checkpoints how many checkpoints were compared and are right
 * @param signatures how many of them bear a good signature of the key that was given
 * @param defects what is wrong, in the order in which it was met; the first ones of many
 * @param defectCount how many there are
 */
public record ChainReport(
        String chainId,
        int writer,
        long records,
        long firstSequence,
        long lastSequence,
        int checkpoints,
        int signatures,
        List<Defect> defects,
        long defectCount) {
    /** Copies the list. */
    public ChainReport {
        defects = List.copyOf(defects);
    }

    /**
     * Whether nothing is wrong.
     *
     * @return true if so
     */
    public boolean isIntact() {
        return defectCount == 0;
    }
}
