/**
 * The relay: delivers text records of Kafka topics to a SIEM, in order per partition and at least once. A program of its
 * own beside the stream application, on Kafka's plain consumer.
 */
package dev.sluice.relay;
