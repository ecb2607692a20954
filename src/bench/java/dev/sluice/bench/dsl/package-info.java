/** The obvious Kafka Streams DSL application for the joined view: what Sluice is measured against. */
package dev.sluice.bench.dsl;
