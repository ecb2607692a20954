package dev.sluice.domain.identity;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The times in which somebody is employed, as far as was known at one moment; does not change with later facts. */
public final class Coverage {
    private static final long NEVER = Long.MAX_VALUE;

    private final boolean known;
    private final Collection<EmploymentSpan> spans;

    Coverage(boolean known, Collection<EmploymentSpan> spans) {
        this.known = known;
        this.spans = spans;
    }

    /**
     * Somebody who is employed for good.
     *
     * @return the times
     */
    public static Coverage endless() {
        return new Coverage(false, List.of());
    }

    /**
     * Whether HR has said anything.
     *
     * @return false if somebody is taken for employed only because nothing says otherwise
     */
    public boolean isKnown() {
        return known;
    }

    /**
     * Whether HR has said when an employment begins or ends.
     *
     * @return false also if only other attributes are known
     */
    public boolean isDated() {
        return known && spans.stream().anyMatch(EmploymentSpan::isDated);
    }

    /** Of whom HR has said nothing, nothing says that they are not employed; nor is an end known where no employment is. */
    private boolean covers(long at) {
        return !known || spans.isEmpty() || phase(at, EmploymentSpan.Phase.ACTIVE);
    }

    private boolean hasEnded(long at) {
        return !covers(at) && phase(at, EmploymentSpan.Phase.ENDED);
    }

    private boolean phase(long at, EmploymentSpan.Phase phase) {
        return spans.stream().anyMatch(span -> span.phaseAt(at) == phase);
    }

    /**
     * The first instant at which somebody would have been employed and now has left: an end that is new, or earlier than it was.
     * A later start is none.
     *
     * @param after the times as they are known now
     * @param from the instant from which to look (ms since the epoch)
     * @return ms since the epoch; {@link Long#MAX_VALUE} if there is none
     */
    public long firstLost(Coverage after, long from) {
        TreeSet<Long> borders = new TreeSet<>();
        spans.forEach(span -> span.collectBorders(borders));
        after.spans.forEach(span -> span.collectBorders(borders));
        borders.add(from);
        for (long border : borders.tailSet(from)) {
            if (covers(border) && after.hasEnded(border)) {
                return border;
            }
        }
        return NEVER;
    }

    /**
     * Whether somebody leaves at an instant.
     *
     * @param instant the instant (ms since the epoch)
     * @return true if the employment goes on right before it, and has ended then
     */
    public boolean isEnd(long instant) {
        return hasEnded(instant) && covers(instant - 1);
    }

    /**
     * Whether nobody leaves at any time from an instant on.
     *
     * @param from the instant (ms since the epoch)
     * @return false if an end is known, or was before it
     */
    public boolean isEndless(long from) {
        TreeSet<Long> borders = new TreeSet<>();
        spans.forEach(span -> span.collectBorders(borders));
        borders.add(from);
        return borders.tailSet(from).stream().noneMatch(this::hasEnded);
    }
}
