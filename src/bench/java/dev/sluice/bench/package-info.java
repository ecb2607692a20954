/** The benchmark: {@code ./sluice bench}. Compiled with the tests, never distributed; {@code docs/performance.md} says how it measures. */
package dev.sluice.bench;
