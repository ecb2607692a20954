package dev.sluice.torture.oracle;

import java.util.List;

/**
 * C8: no instance ended that was not told to, but one that could not start while what it needs was away; who was told to stop did
 * so with 0, unless it had only just been started. None was in the state ERROR, but one whose disk was full.
 */
public final class PlannedExits implements Check {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private final List<Exit> exits;
    private final long errors;
    private final long replaced;

    /**
     * The end of a process.
     *
     * @param instance which one
     * @param code its exit code
     * @param how {@code kill}, {@code stop}, {@code kill after stop}, or {@code itself}
     * @param excuse what was away meanwhile, so that it may have ended by itself or not stopped in time; empty if nothing
     * @param isDiskFull whether its disk was full, so that it may have given up
     * @param isUnborn whether it had run for so short a time that nothing of ours may have run
     * @param words the end of its log
     */
    public record Exit(
            int instance, int code, String how, String excuse, boolean isDiskFull, boolean isUnborn, String words) {}

    /**
     * A check.
     *
     * @param exits all processes that ended
     * @param errors how often an instance said that it is in the state ERROR
     * @param replaced how often one replaced a stream thread that failed
     */
    public PlannedExits(List<Exit> exits, long errors, long replaced) {
        this.exits = exits;
        this.errors = errors;
        this.replaced = replaced;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C8 ends as planned");
        long excused = 0;
        long given = 0;
        long unheard = 0;
        for (Exit exit : exits) {
            boolean asAsked =
                    exit.how().equals("stop") && exit.code() == 0 || exit.how().equals("kill") && exit.code() == KILLED;
            // 1: it could not start. 3: it gave up while it ran, which only a full disk excuses.
            boolean gaveUp = exit.how().equals("itself") && exit.code() == 3 && exit.isDiskFull();
            boolean couldNot = exit.how().equals("itself") && exit.code() == 1
                    || exit.how().equals("kill after stop");
            boolean unborn = exit.how().equals("stop") && exit.code() == TERMINATED && exit.isUnborn();
            if (unborn) {
                unheard++;
            } else if (gaveUp) {
                given++;
            } else if (couldNot && !exit.excuse().isEmpty()) {
                excused++;
            } else if (!asAsked) {
                notes.problem("instance " + exit.instance() + " ended (" + exit.how() + ") with " + exit.code()
                        + (exit.words().isEmpty() ? "" : ":\n" + exit.words()));
            }
        }
        if (errors > given) {
            notes.problem("an instance was in the state ERROR " + errors + " times, " + given
                    + " times because of a full disk");
        }
        notes.figure("ends", exits.size());
        notes.figure("excused", excused);
        notes.figure("gave up on a full disk", given);
        notes.figure("stopped before they ran", unheard);
        notes.figure("ERROR", errors);
        notes.figure("threads replaced", replaced);
        return notes.verdict();
    }
}
