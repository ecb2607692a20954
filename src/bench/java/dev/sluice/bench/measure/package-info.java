/** Arithmetic on what was measured: rates, ratios, percentiles. No clocks, no processes. */
package dev.sluice.bench.measure;
