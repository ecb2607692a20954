package dev.sluice.query;

/**
 * Where to go on in the identities of a partition.
 *
 * @param key the identity's key, which comes again if something of it is still to be told; null for the beginning
 * @param within after which of the things that are told of it; null if all of it was told
 */
public record Cursor(String key, String within) {
    /** The beginning of a partition. */
    public static final Cursor START = new Cursor(null, null);
}
