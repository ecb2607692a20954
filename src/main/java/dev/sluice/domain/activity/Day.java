package dev.sluice.domain.activity;

/**
 * When something was done last on a day of which no minutes are kept any more, or that was told too late for that.
 *
 * @param use something that was achieved (ms since the epoch), or {@link #NEVER}; not by a pipeline
 * @param pipeline a pipeline that was started, or {@link #NEVER}
 * @param failure a log-in that failed, or {@link #NEVER}
 */
public record Day(long use, long pipeline, long failure) {
    /** Stands for what was not done. */
    public static final long NEVER = Long.MIN_VALUE;

    static final Day NONE = new Day(NEVER, NEVER, NEVER);

    Day with(ActKind kind, long at) {
        if (kind == ActKind.PIPELINE) {
            return new Day(use, Math.max(pipeline, at), failure);
        }
        if (kind == ActKind.FAILURE) {
            return new Day(use, pipeline, Math.max(failure, at));
        }
        return kind.isUse() ? new Day(Math.max(use, at), pipeline, failure) : this;
    }
}
