package dev.sluice.relay;

/**
 * What may go in one batch.
 *
 * @param records the most records
 * @param bytes the most bytes, but for one record alone
 * @param recordBytes the most bytes of one record; a larger one is parked
 * @param onePartition whether all records of a batch are of one partition
 */
record BatchLimits(int records, int bytes, int recordBytes, boolean onePartition) {}
