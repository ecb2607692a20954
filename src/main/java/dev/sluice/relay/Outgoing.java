package dev.sluice.relay;

/**
 * A record in the form that it is sent in.
 *
 * @param message the record
 * @param bytes its form
 */
record Outgoing(Message message, byte[] bytes) {}
