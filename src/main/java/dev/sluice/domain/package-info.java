/** The rules, as plain Java: events and state in, decisions out. No Kafka, no HTTP, no clock. */
package dev.sluice.domain;
