/** The Kafka Streams shell: sources, one stateful stage, stores, sinks. It loads state, calls the core, stores, forwards. */
package dev.sluice.stream;
