package dev.sluice.domain.provisioning;

/**
 * A command that has been issued and whose fact has not been observed.
 *
 * @param key what it works on
 * @param commandId the id
 * @param attempt 1 for the first time; counts on when what was closed begins anew
 * @param tries how often it was issued since it was last begun, from 1
 * @param issuedAt when it was last issued (ms since the epoch, event time)
 * @param dueAt by when its fact should be observed; then people are asked (ms since the epoch)
 * @param progress how far it has come
 */
public record OpenCommand(
        CommandKey key, String commandId, int attempt, int tries, long issuedAt, long dueAt, Progress progress) {
    OpenCommand with(Progress other) {
        return new OpenCommand(key, commandId, attempt, tries, issuedAt, dueAt, other);
    }

    OpenCommand repeated(long at, long due) {
        return new OpenCommand(key, commandId, attempt + 1, tries + 1, at, due, Progress.WAITING);
    }
}
