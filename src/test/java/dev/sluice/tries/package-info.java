/** How many tries the property tests make. */
package dev.sluice.tries;
