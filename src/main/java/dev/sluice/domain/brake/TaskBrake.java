package dev.sluice.domain.brake;

import dev.sluice.domain.policy.Brake;

/**
 * What one task has counted of one source, and whether it lets through what follows. Each task may let its share of the limit
 * through without asking; beyond it, it waits to hear that what it has counted so far is known to who adds up all tasks and
 * is not too much. As long as the sum is within the limit, each task is ahead of what is known by its share at most, and
 * the shares are together no more than the limit: so all tasks let through at most twice the limit before they hold.
 *
 * @param since the release since which is counted (ms since the epoch), 0 if there was none
 * @param counted distinct identities counted since then
 * @param known how many of them are known to who adds up
 * @param held whether the source as a whole is held
 * @param heldAt when that was decided last (ms since the epoch), 0 if never
 * @param openUntil until when everything is let through and nothing counted, exclusive (ms since the epoch, arrival)
 * @param buckets what was counted when
 */
public record TaskBrake(
        long since, long counted, long known, boolean held, long heldAt, long openUntil, Buckets buckets) {
    /** Nothing counted yet. */
    public static final TaskBrake NONE = new TaskBrake(0, 0, 0, false, 0, 0, Buckets.NONE);

    /**
     * The part of the limit that one task may let through without asking. The parts add up to the limit; where there are more
     * tasks than that, some have none and always ask.
     *
     * @param policy window and limit
     * @param task the task, from 0
     * @param tasks how many tasks there are
     * @return the share
     */
    public static int share(Brake policy, int task, int tasks) {
        return policy.limit() / tasks + (task < policy.limit() % tasks ? 1 : 0);
    }

    /**
     * Whether an announcement is counted that was made before.
     *
     * @param before when it was counted last (ms since the epoch, arrival); null if never
     * @param at when it is made again (ms since the epoch, arrival)
     * @param policy window and limit
     * @return false if it is in the window already, or nothing is counted at that time
     */
    public boolean counts(Long before, long at, Brake policy) {
        boolean inWindow = before != null
                && before > since
                && before > at - policy.window().toMillis();
        return !inWindow && !isOpen(at);
    }

    /**
     * Whether everything is let through.
     *
     * @param at the instant (ms since the epoch, arrival)
     * @return true if somebody has asked for it
     */
    public boolean isOpen(long at) {
        return at < openUntil;
    }

    /**
     * Counts one identity more.
     *
     * @param at when it was announced (ms since the epoch, arrival)
     * @param policy window and limit
     * @return the count afterwards
     */
    public TaskBrake count(long at, Brake policy) {
        long bucket = Buckets.begin(at, policy);
        return new TaskBrake(
                since, counted + 1, known, held, heldAt, openUntil, buckets.with(bucket, buckets.of(bucket) + 1));
    }

    /**
     * Whether what follows from what is counted last may go on.
     *
     * @param at when it was announced (ms since the epoch, arrival)
     * @param policy window and limit
     * @param share this task's share of the limit
     * @return false if it has to wait
     */
    public boolean lets(long at, Brake policy, int share) {
        return isOpen(at) || !held && counted <= allowance(at, policy, share);
    }

    /**
     * Up to which of those that it counts what follows may go on, unless the source is held: by what is known to who adds up,
     * and not beyond the limit by its own count.
     *
     * @param at the end of the window (ms since the epoch, arrival)
     * @param policy window and limit
     * @param share this task's share of the limit
     * @return how many since the release
     */
    public long allowance(long at, Brake policy, int share) {
        long own = buckets.within(at, policy);
        long tooMany = Math.max(0, own - policy.limit());
        // What has left the window needs nobody's word: a backlog of months is worked off faster than any answer comes.
        long unasked = Math.max(known, counted - own) + share;
        return Math.min(unasked, counted - tooMany);
    }

    /**
     * Hears that the sum of all tasks is within the limit.
     *
     * @param of the release since which was counted
     * @param seen how many of this task's are in that sum
     * @return the state afterwards; the same if it speaks of counts before a release
     */
    public TaskBrake allowed(long of, long seen) {
        return of != since || seen <= known
                ? this
                : new TaskBrake(since, counted, Math.min(seen, counted), held, heldAt, openUntil, buckets);
    }

    /**
     * Holds the source.
     *
     * @param at when that was decided (ms since the epoch)
     * @return the state afterwards; the same if the source was released later
     */
    public TaskBrake hold(long at) {
        return at <= since ? this : new TaskBrake(since, counted, known, true, Math.max(heldAt, at), 0, buckets);
    }

    /**
     * Ends a hold that was decided before, and counts anew.
     *
     * @param at when that was decided (ms since the epoch)
     * @param until until when everything is let through (ms since the epoch, arrival), 0 for not
     * @return the state afterwards; the same if the source was released later
     */
    public TaskBrake release(long at, long until) {
        if (at <= since) {
            return this;
        }
        boolean heldLater = heldAt > at;
        return new TaskBrake(at, 0, 0, heldLater, heldAt, heldLater ? 0 : until, Buckets.NONE);
    }
}
