package dev.sluice.domain.session;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.policy.SessionRules;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A privileged session.
 *
 * @param key what it is; the id is empty where none was told: then only its beginning is known
 * @param description where it leads and what for, or null
 * @param startedAt when it began (ms since the epoch), or {@link Tracked#UNTOLD}
 * @param endedAt when it ended (ms since the epoch), or {@link Tracked#NEVER}
 * @param firstAt the first that was told of it (ms since the epoch)
 * @param lastAt the last that was told of it (ms since the epoch)
 * @param breakGlass whether any event says that it was an emergency
 * @param commands how many commands were run
 * @param files how many files were transferred
 * @param programs how often which program was run, those that are not known by name as {@value SessionRules#OTHER_PROGRAMS}
 * @param concerns what was run of concern, by the day and the id of the concern; the last {@value #MAX_CONCERNS}
 */
public record Session(
        TrackedKey key,
        Description description,
        long startedAt,
        long endedAt,
        long firstAt,
        long lastAt,
        boolean breakGlass,
        long commands,
        long files,
        Map<String, Long> programs,
        Map<String, Tally> concerns)
        implements Tracked {
    /** Programs that are told apart of one session; of the others only the number is known. */
    static final int MAX_PROGRAMS = 32;

    /** Days and concerns that are told apart of one session. */
    static final int MAX_CONCERNS = 128;

    static Session ended(TrackedKey key, long at) {
        return new Session(key, null, UNTOLD, at, at, at, false, 0, 0, Map.of(), Map.of());
    }

    /** Copies. */
    public Session {
        programs = Collections.unmodifiableMap(new TreeMap<>(programs));
        TreeMap<String, Tally> kept = new TreeMap<>(concerns);
        while (kept.size() > MAX_CONCERNS) {
            // By the day, which comes first.
            kept.pollFirstEntry();
        }
        concerns = Collections.unmodifiableMap(kept);
    }

    /**
     * The account that it reaches.
     *
     * @return null if it was not told
     */
    public AccountKey target() {
        return description == null ? null : description.target();
    }

    /**
     * The ticket that permits it.
     *
     * @return null if none was told
     */
    public String ticketId() {
        return description == null ? null : description.reference();
    }

    /**
     * Whether its beginning was told.
     *
     * @return false if it may have begun at any time before
     */
    public boolean isStartKnown() {
        return startedAt != UNTOLD;
    }

    /**
     * Whether its end was told.
     *
     * @return true if so
     */
    public boolean isEnded() {
        return endedAt != NEVER;
    }

    /** A session without an id can't be told to have ended. */
    @Override
    public boolean isOpen(long at) {
        return !isEnded() && isStartKnown() && !key.id().isEmpty();
    }

    @Override
    public Session join(Tracked same) {
        Session other = (Session) same;
        Map<String, Long> allPrograms = new TreeMap<>(programs);
        other.programs.forEach((program, count) -> allPrograms.merge(program, count, Long::sum));
        while (allPrograms.size() > MAX_PROGRAMS) {
            // The last by name, so that it makes no difference which came first.
            allPrograms.remove(((TreeMap<String, Long>) allPrograms).lastKey());
        }
        Map<String, Tally> allConcerns = new TreeMap<>(concerns);
        other.concerns.forEach((id, tally) -> allConcerns.merge(id, tally, Tally::join));
        return new Session(
                key,
                Description.join(description, other.description),
                Math.min(startedAt, other.startedAt),
                Math.max(endedAt, other.endedAt),
                Math.min(firstAt, other.firstAt),
                Math.max(lastAt, other.lastAt),
                breakGlass || other.breakGlass,
                commands + other.commands,
                files + other.files,
                allPrograms,
                allConcerns);
    }

    /** Told again is what has become ten times as much. */
    private static boolean isAsOften(Map<String, Tally> one, Map<String, Tally> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(concern -> digits(concern.getValue()) == digits(other.get(concern.getKey())));
    }

    private static int digits(Tally tally) {
        return Long.toString(tally.count()).length();
    }

    /**
     * Whether another state of it differs by nothing but how much was done in it.
     *
     * @param other the other
     * @return true if nothing follows from the difference
     */
    public boolean saysTheSameAs(Session other) {
        return startedAt == other.startedAt
                && firstAt == other.firstAt
                && endedAt == other.endedAt
                && breakGlass == other.breakGlass
                && isAsOften(concerns, other.concerns)
                && (description == null ? other.description == null : description.equals(other.description));
    }
}
