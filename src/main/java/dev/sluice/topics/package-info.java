/** The topic catalogue: which topics there are, and whether a cluster has them as declared. */
package dev.sluice.topics;
