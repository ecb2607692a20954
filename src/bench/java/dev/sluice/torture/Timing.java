package dev.sluice.torture;

/**
 * How soon everything went on after a fault.
 *
 * @param what from what to what, in words
 * @param fault which one
 * @param ms how long it took; -1 if it never did
 * @param alone whether no other fault was near
 */
record Timing(String what, String fault, long ms, boolean alone) {}
