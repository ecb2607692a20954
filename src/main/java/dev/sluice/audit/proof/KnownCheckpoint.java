package dev.sluice.audit.proof;

/**
 * A checkpoint that a chain is compared with.
 *
 * @param text what it says
 * @param frontier what is known of the tree there; null where it was not kept, or a witness does not know it
 * @param note the note; null where nobody signed
 * @param isSigned whether it counts: signed by a key that is asked for, or no key is asked for
 * @param where where it is, in words
 */
record KnownCheckpoint(CheckpointText text, Frontier frontier, String note, boolean isSigned, String where) {}
