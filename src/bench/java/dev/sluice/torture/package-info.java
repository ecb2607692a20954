/**
 * {@code ./sluice torture}: a cluster and instances as processes, a load, faults by a seed, and an oracle that judges what
 * the topics say afterwards.
 */
package dev.sluice.torture;
