package dev.sluice.domain.provisioning;

/**
 * A command that has been issued and whose fact has not been observed.
 *
 * @param key what it works on
 * @param commandId the id
 * @param attempt 1 for the first time
 * @param issuedAt when it was issued (ms since the epoch, event time)
 * @param dueAt by when its fact should be observed (ms since the epoch)
 */
public record OpenCommand(CommandKey key, String commandId, int attempt, long issuedAt, long dueAt) {}
