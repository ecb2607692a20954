package dev.sluice.domain.provisioning;

/**
 * That an account was created or updated by a command, with what was known when the command was issued.
 *
 * @param describedAt when that was observed (ms since the epoch)
 * @param issuedAt when the command was issued last (ms since the epoch, event time)
 */
public record Given(long describedAt, long issuedAt) {}
