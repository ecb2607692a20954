/** The small measurements: codecs and state alone, with JMH. */
package dev.sluice.bench.jmh;
