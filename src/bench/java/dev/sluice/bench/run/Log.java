package dev.sluice.bench.run;

/**
 * A log that stands on the input topics of a prefix.
 *
 * @param prefix the prefix
 * @param events how many events there are
 * @param policies how many records of the policy topic there are, over all partitions
 * @param valueBytes the mean size of an event's value
 * @param preparation how many events set the identities up
 */
record Log(String prefix, long events, long policies, double valueBytes, long preparation) {
    /** The events that are not measured: a third, and at least those that set the identities up. */
    long unmeasured() {
        return Math.max(events / 3, preparation);
    }
}
