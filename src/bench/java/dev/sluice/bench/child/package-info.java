/** What runs in processes of its own: the broker, the byte copy, and what each process under test tells of itself. */
package dev.sluice.bench.child;
