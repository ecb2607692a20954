/**
 * Judges a run by what the topics say. Plain loops over plain values: nothing of the application's rules or of its stream
 * takes part, and nothing here speaks to a cluster.
 */
package dev.sluice.torture.oracle;
