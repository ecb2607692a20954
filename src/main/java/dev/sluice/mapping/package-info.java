/**
 * From what systems say to the contract: reads files of payloads, turns each payload into events by a declarative mapping,
 * and hands them to a sink. Nothing is dropped silently: a payload is mapped, named as not covered, or refused with a reason.
 */
package dev.sluice.mapping;
