/** What the benchmark puts on the input topics: load profiles, and events made from them, the same for the same seed. */
package dev.sluice.bench.load;
