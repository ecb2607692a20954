package dev.sluice.audit.proof;

/**
 * A checkpoint that a chain is compared with.
 *
 * @param text what it says
 * @param frontier what is known of the tree there; null where it was not kept, or a witness does not know it
 * @param note the note; null where nobody signed, or it is not needed any more
 * @param isSigned whether it counts: signed by a key that is asked for, or no key is asked for
 * @param witness where the note of a witness is, in words; null for a checkpoint of the audit itself
 */
record KnownCheckpoint(CheckpointText text, Frontier frontier, String note, boolean isSigned, String witness) {
    /** Where it is, in words. */
    String where() {
        return witness == null ? "checkpoint of " + text.size() + " records" : witness;
    }

    boolean isWitnessed() {
        return witness != null;
    }
}
