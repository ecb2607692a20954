/** The canonical audit: what was seen and what was decided, in the order in which it was applied. */
package dev.sluice.audit;
