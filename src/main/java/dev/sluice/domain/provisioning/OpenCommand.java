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
 * @param cause why it was issued, as a code
 * @param firstIssuedAt when it was issued for the first time since it was last begun (ms since the epoch, event time)
 * @param heldBy whose changes the brake holds, for one that is held; else null
 */
public record OpenCommand(
        CommandKey key,
        String commandId,
        int attempt,
        int tries,
        long issuedAt,
        long dueAt,
        Progress progress,
        String cause,
        long firstIssuedAt,
        String heldBy) {
    /**
     * A command that is issued for the first time.
     *
     * @param key what it works on
     * @param commandId the id
     * @param attempt which attempt
     * @param issuedAt when (ms since the epoch, event time)
     * @param dueAt by when its fact should be observed (ms since the epoch)
     * @param cause why, as a code
     * @return the command
     */
    static OpenCommand first(CommandKey key, String commandId, int attempt, long issuedAt, long dueAt, String cause) {
        return new OpenCommand(key, commandId, attempt, 1, issuedAt, dueAt, Progress.WAITING, cause, issuedAt, null);
    }

    /**
     * A command as it was stored before repeats and causes were: issued once, about a leaver, as all were.
     *
     * @param key what it works on
     * @param commandId the id
     * @param attempt which attempt
     * @param issuedAt when it was issued (ms since the epoch, event time)
     * @param dueAt by when its fact should be observed (ms since the epoch)
     * @return the command
     */
    public static OpenCommand ofALeaver(CommandKey key, String commandId, int attempt, long issuedAt, long dueAt) {
        return first(key, commandId, attempt, issuedAt, dueAt, Cause.LEAVER);
    }

    /**
     * The same command with what was not stored at first.
     *
     * @param why the cause, as a code
     * @param at when it was issued for the first time (ms since the epoch, event time)
     * @return a copy
     */
    public OpenCommand because(String why, long at) {
        return new OpenCommand(key, commandId, attempt, tries, issuedAt, dueAt, progress, why, at, heldBy);
    }

    /**
     * The same command as far as it had come when it was stored.
     *
     * @param times how often it was issued
     * @param far how far it had come
     * @return a copy
     */
    public OpenCommand restored(int times, Progress far) {
        return new OpenCommand(key, commandId, attempt, times, issuedAt, dueAt, far, cause, firstIssuedAt, heldBy);
    }

    OpenCommand with(Progress other) {
        return new OpenCommand(key, commandId, attempt, tries, issuedAt, dueAt, other, cause, firstIssuedAt, null);
    }

    OpenCommand repeated(long at, long due) {
        return new OpenCommand(
                key, commandId, attempt + 1, tries + 1, at, due, Progress.WAITING, cause, firstIssuedAt, null);
    }

    /**
     * The same command while the brake holds it.
     *
     * @param source whose changes are held
     * @return a copy
     */
    public OpenCommand held(String source) {
        return new OpenCommand(
                key, commandId, attempt, tries, issuedAt, dueAt, Progress.HELD, cause, firstIssuedAt, source);
    }

    /**
     * Whether the brake holds it.
     *
     * @return true if it was not issued yet
     */
    public boolean isHeld() {
        return progress == Progress.HELD;
    }
}
