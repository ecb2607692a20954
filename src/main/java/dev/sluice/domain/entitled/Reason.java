package dev.sluice.domain.entitled;

import java.util.Comparator;
import java.util.List;

/**
 * Why an identity is to have an entitlement.
 *
 * @param kind what gives it
 * @param way the ids from what the identity has to what grants: of roles, of the request, or of the event that granted the exception
 * @param since since when the identity is to have it (ms since the epoch); {@link Long#MIN_VALUE} if that is not known
 * @param until when the reason ends by itself (ms since the epoch), or {@link Long#MAX_VALUE}
 */
public record Reason(Kind kind, List<String> way, long since, long until) {
    /** What gives an entitlement, the best reason first. */
    public enum Kind {
        /** A role whose condition is met. */
        ROLE,
        /** A request that was approved. */
        REQUEST,
        /** An exception that somebody answers for: what is held is kept, nothing is given. */
        EXCEPTION,
        /** A role whose condition was met before, for its overlap: what is held is kept, nothing is given. */
        OVERLAP,
        /** A role of an employment that begins later than the system prepares for: what is held is kept. */
        AHEAD
    }

    /** The best reason first. */
    static final Comparator<Reason> BEST = Comparator.comparing(Reason::kind)
            .thenComparing(reason -> reason.way().size())
            .thenComparing(reason -> String.join("/", reason.way()));

    /** Copies the list. */
    public Reason {
        way = List.copyOf(way);
    }

    /**
     * Whether what is not held is to be given.
     *
     * @return false where only what is held is kept
     */
    public boolean gives() {
        return kind == Kind.ROLE || kind == Kind.REQUEST;
    }

    /** The better of two, of which one may be null. Of reasons that both give, the need began with the first. */
    static Reason better(Reason one, Reason other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Reason best = BEST.compare(one, other) <= 0 ? one : other;
        return one.gives() && other.gives()
                ? new Reason(best.kind, best.way, Math.min(one.since, other.since), best.until)
                : best;
    }

    /**
     * The reason as the published view tells it.
     *
     * @return the kind and the way, as in {@code ROLE treasury-analyst/finance-reader}
     */
    public String text() {
        return kind + " " + String.join("/", way);
    }
}
