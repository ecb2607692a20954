package dev.sluice.audit.proof;

/**
 * Something that is not as it was written.
 *
 * @param kind what happened to it
 * @param sequence the sequence of the record concerned; of the first of several
 * @param where the record's place, in words; where it should be, if it is not there
 * @param text one sentence for people
 */
public record Defect(Kind kind, long sequence, String where, String text) {
    /** What may happen to a record. */
    public enum Kind {
        /** Its content is not what its hash, or that of the next record, says. */
        ALTERED,
        /** It is not there. */
        MISSING,
        /** It comes after records that were written after it. */
        REORDERED,
        /** It is there a second time. */
        DUPLICATED,
        /**
         * Two records follow the same one. Under at_least_once that is what a crash leaves, which may write again; under
         * exactly_once_v2 one of them was put there.
         */
        REISSUED,
        /** It claims to be of the chain, and nothing in the chain leads to it. */
        INSERTED,
        /** It is no record of a chain, among records that are. */
        FOREIGN,
        /** A checkpoint says otherwise. */
        CHECKPOINT
    }
}
