/** How many tries the property tests make, and how long others wait. */
package dev.sluice.tries;
