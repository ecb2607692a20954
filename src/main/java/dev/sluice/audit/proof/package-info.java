/** What makes the audit prove itself: hash chains, Merkle trees, signed checkpoints, and what verifies them. */
package dev.sluice.audit.proof;
