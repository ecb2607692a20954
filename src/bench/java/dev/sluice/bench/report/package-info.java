/** What the benchmark says: figures as JSON and as a table, and the comparison of two runs. */
package dev.sluice.bench.report;
