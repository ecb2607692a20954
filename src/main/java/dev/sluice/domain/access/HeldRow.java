package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * What is known of one entitlement on one account: the last removal, and the grants after it. A removal leaves its
 * marker, so that a grant which arrives late but happened earlier stays removed.
 *
 * <p>Invariant: {@code removed} is not before any snapshot of the account that does not list the entitlement; so every
 * snapshot after {@code removed} lists it.
 */
public final class HeldRow {
    /** Grants kept per row. Re-affirmations beyond it give up the middle ones, never the first or the last. */
    static final int MAX_GRANTS = 8;

    private final List<Grant> grants = new ArrayList<>(1);
    private FactKey removed;

    /**
     * The last removal.
     *
     * @return its place in the order of facts, or null if there is none
     */
    public FactKey removed() {
        return removed;
    }

    /**
     * The grants after the last removal, in order.
     *
     * @return the grants, live
     */
    public List<Grant> grants() {
        return grants;
    }

    /**
     * Restores what was stored.
     *
     * @param key the removal, or null
     */
    public void restoreRemoved(FactKey key) {
        removed = key;
    }

    boolean grant(Grant grant) {
        if (removed != null && !grant.key().isAfter(removed)) {
            return false;
        }
        int at = 0;
        while (at < grants.size() && grant.key().isAfter(grants.get(at).key())) {
            at++;
        }
        if (at < grants.size() && grants.get(at).key().equals(grant.key())) {
            return false;
        }
        grants.add(at, grant);
        if (grants.size() > MAX_GRANTS) {
            grants.remove(MAX_GRANTS / 2);
        }
        return true;
    }

    boolean remove(FactKey key) {
        if (!key.isAfter(removed)) {
            return false;
        }
        removed = key;
        grants.removeIf(g -> !g.key().isAfter(key));
        return true;
    }

    /**
     * The period that covers an instant.
     *
     * @param at the instant (ms since the epoch)
     * @param snapshots the account's snapshots in order
     * @return the period, or null if it is not held then
     */
    HoldPeriod at(long at, NavigableSet<FactKey> snapshots) {
        NavigableSet<FactKey> listing = removed == null ? snapshots : snapshots.tailSet(removed, false);
        Grant governing = governing(at);
        if (governing == null) {
            return heldBySnapshot(listing, Long.MIN_VALUE, at);
        }
        if (at < governing.to()) {
            return new HoldPeriod(
                    begin(governing, listing), governing.to(), governing.key().eventId());
        }
        return heldBySnapshot(snapshots.tailSet(governing.key(), false), governing.to(), at);
    }

    /** The instant after {@code after} at which a limit of the target begins or ends the holding. */
    long nextChange(long after) {
        long next = Long.MAX_VALUE;
        for (Grant grant : grants) {
            if (grant.from() > after) {
                next = Math.min(next, grant.from());
            }
            if (grant.to() > after) {
                next = Math.min(next, grant.to());
            }
        }
        return next;
    }

    private Grant governing(long at) {
        for (int i = grants.size() - 1; i >= 0; i--) {
            if (grants.get(i).from() <= at) {
                return grants.get(i);
            }
        }
        return null;
    }

    private static HoldPeriod heldBySnapshot(NavigableSet<FactKey> listing, long notBefore, long at) {
        for (FactKey snapshot : listing) {
            if (snapshot.at() >= notBefore && snapshot.at() <= at) {
                return new HoldPeriod(snapshot.at(), Long.MAX_VALUE, snapshot.eventId());
            }
        }
        return null;
    }

    private long begin(Grant governing, NavigableSet<FactKey> listing) {
        long begin = governing.from();
        for (int i = grants.indexOf(governing) - 1; i >= 0; i--) {
            Grant earlier = grants.get(i);
            if (earlier.from() < begin && earlier.to() >= begin) {
                begin = earlier.from();
            }
        }
        for (FactKey snapshot : listing) {
            if (snapshot.at() >= begin) {
                break;
            }
            if (unlimitedBefore(snapshot)) {
                begin = snapshot.at();
                break;
            }
        }
        return begin;
    }

    /** A snapshot begins a holding only where no earlier grant had run out in between. */
    private boolean unlimitedBefore(FactKey snapshot) {
        for (Grant grant : grants) {
            if (grant.key().isAfter(snapshot)) {
                return true;
            }
            if (grant.to() > snapshot.at()) {
                return false;
            }
        }
        return true;
    }
}
