package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * What is known of one entitlement on one account: grants, revokes, and the snapshots that do not list it. What a removal
 * ended is kept for a while, because a rename that is reported late may show that the removal was of another account that
 * bore the name afterwards.
 *
 * <p>Invariant: a snapshot of the account that is not among {@code unlisted} lists the entitlement.
 */
public final class HeldRow {
    /** Grants kept per row. Beyond it what was removed goes first, then re-affirmations are folded into one. */
    static final int MAX_GRANTS = 16;

    /** Revokes kept per row; with the oldest goes what it ended. */
    static final int MAX_REVOKES = 8;

    private final List<Grant> grants = new ArrayList<>(1);
    private final FactKeys revokes = new FactKeys();
    private final FactKeys unlisted = new FactKeys();

    /**
     * The grants in order.
     *
     * @return the grants, live, for the store
     */
    public List<Grant> grants() {
        return grants;
    }

    /**
     * The revokes in order.
     *
     * @return the keys, live, for the store
     */
    public FactKeys revokes() {
        return revokes;
    }

    /**
     * The snapshots of the account that do not list the entitlement.
     *
     * @return the keys, live, for the store
     */
    public FactKeys unlisted() {
        return unlisted;
    }

    /** The last removal, or null if there is none. */
    FactKey removed() {
        return FactKey.max(revokes.last(), unlisted.last());
    }

    boolean grant(Grant grant) {
        int at = grants.size();
        while (at > 0 && grants.get(at - 1).key().isAfter(grant.key())) {
            at--;
        }
        if (at > 0 && grants.get(at - 1).key().equals(grant.key())) {
            return false;
        }
        grants.add(at, grant);
        if (grants.size() > MAX_GRANTS) {
            giveUpOne();
        }
        return grant.key().isAfter(removed());
    }

    boolean revoke(FactKey key) {
        boolean changed = key.isAfter(removed());
        if (!revokes.add(key)) {
            return false;
        }
        if (revokes.size() > MAX_REVOKES) {
            FactKey oldest = revokes.removeFirst();
            grants.removeIf(g -> !g.key().isAfter(oldest));
        }
        return changed;
    }

    /** A snapshot that does not list the entitlement. */
    boolean close(FactKey snapshot) {
        return unlisted.add(snapshot) && snapshot.equals(removed());
    }

    /** Replaces a snapshot that is no longer remembered by what it said of this row. */
    void fold(FactKey snapshot) {
        FactKey removed = removed();
        if (unlisted.remove(snapshot)) {
            boolean needed = snapshot.equals(removed)
                    || !grants.isEmpty() && !grants.get(0).key().isAfter(snapshot);
            if (needed) {
                revoke(snapshot);
            }
        } else if (snapshot.isAfter(removed)) {
            boolean known = grants.subList(firstInForce(), grants.size()).stream()
                    .anyMatch(g -> !g.key().isAfter(snapshot) && g.to() > snapshot.at());
            if (!known) {
                grant(new Grant(snapshot, snapshot.at(), Long.MAX_VALUE));
            }
        }
    }

    /** Forgets what was removed before an instant; the last removal stays as the marker. */
    void forgetBefore(long instant) {
        FactKey removed = removed();
        // What was removed since is still asked for: it was held until then, since whenever.
        grants.removeIf(g -> g.key().at() < instant && isRemovedBetween(g.key(), instant - 1));
        while (revokes.size() > 1 && revokes.first().at() < instant) {
            revokes.removeFirst();
        }
        if (revokes.size() == 1
                && revokes.first().at() < instant
                && !revokes.first().equals(removed)) {
            revokes.removeFirst();
        }
    }

    HeldRow within(Stretch stretch) {
        HeldRow row = new HeldRow();
        for (Grant grant : grants) {
            if (stretch.contains(grant.key())) {
                row.grants.add(grant);
            }
        }
        row.revokes.addAll(revokes.within(stretch));
        row.unlisted.addAll(unlisted.within(stretch));
        return row;
    }

    void absorb(HeldRow other) {
        unlisted.addAll(other.unlisted);
        other.revokes.forEach(this::revoke);
        other.grants.forEach(this::grant);
    }

    /**
     * The period that covers an instant.
     *
     * @param at the instant (ms since the epoch)
     * @param snapshots the account's snapshots
     * @return the period, or null if it is not held then
     */
    HoldPeriod at(long at, FactKeys snapshots) {
        FactKey removed = removed();
        if (grants.isEmpty()) {
            return heldBySnapshot(snapshots.after(removed), Long.MIN_VALUE, at);
        }
        int first = firstInForce();
        Grant governing = governing(at, first);
        if (governing == null) {
            return heldBySnapshot(snapshots.after(removed), Long.MIN_VALUE, at);
        }
        if (at < governing.to()) {
            return new HoldPeriod(
                    begin(governing, first, snapshots.after(removed)),
                    governing.to(),
                    governing.key().eventId());
        }
        return heldBySnapshot(snapshots.after(governing.key()), governing.to(), at);
    }

    /** The period that covered an earlier instant and was ended by a removal after it; null if there was none. */
    HoldPeriod before(long instant) {
        FactKey removal = null;
        for (FactKey key : revokes) {
            removal = key.at() > instant && (removal == null || removal.isAfter(key)) ? key : removal;
        }
        for (FactKey key : unlisted) {
            removal = key.at() > instant && (removal == null || removal.isAfter(key)) ? key : removal;
        }
        if (removal == null) {
            return null;
        }
        for (int i = grants.size() - 1; i >= 0; i--) {
            Grant grant = grants.get(i);
            boolean covers = grant.from() <= instant && grant.key().at() <= instant && grant.to() > instant;
            boolean isEnded = isRemovedBetween(grant.key(), instant);
            if (covers && !isEnded) {
                return new HoldPeriod(grant.from(), removal.at(), grant.key().eventId());
            }
        }
        return null;
    }

    /**
     * The times for which it was held and will be, as far as grants and removals are still known.
     *
     * @param snapshots the account's snapshots
     * @return in order, apart from each other
     */
    List<HoldPeriod> periods(FactKeys snapshots) {
        TreeSet<Long> borders = new TreeSet<>();
        for (Grant grant : grants) {
            borders.addAll(List.of(grant.key().at(), grant.from(), grant.to()));
        }
        revokes.forEach(key -> borders.add(key.at()));
        unlisted.forEach(key -> borders.add(key.at()));
        snapshots.forEach(key -> borders.add(key.at()));
        borders.remove(Long.MAX_VALUE);
        List<HoldPeriod> periods = new ArrayList<>();
        long since = Long.MAX_VALUE;
        String eventId = null;
        for (long border : borders) {
            HoldPeriod held = asOf(border, snapshots);
            if (held == null && since != Long.MAX_VALUE) {
                periods.add(new HoldPeriod(since, border, eventId));
                since = Long.MAX_VALUE;
            } else if (held != null && since == Long.MAX_VALUE) {
                since = border;
                eventId = held.eventId();
            }
        }
        if (since != Long.MAX_VALUE) {
            periods.add(new HoldPeriod(since, Long.MAX_VALUE, eventId));
        }
        return periods;
    }

    /** Without what was told to have happened later. */
    private HoldPeriod asOf(long at, FactKeys snapshots) {
        Stretch until = Stretch.before(new FactKey(at + 1, "", FactKey.NO_SEQUENCE, ""));
        return within(until).at(at, snapshots.within(until));
    }

    private boolean isRemovedBetween(FactKey grant, long instant) {
        for (FactKey key : revokes) {
            if (key.isAfter(grant) && key.at() <= instant) {
                return true;
            }
        }
        for (FactKey key : unlisted) {
            if (key.isAfter(grant) && key.at() <= instant) {
                return true;
            }
        }
        return false;
    }

    /**
     * The next instant at which a limit of the target begins or ends the holding.
     *
     * @param after the instant after which to look (ms since the epoch)
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextChange(long after) {
        long next = Long.MAX_VALUE;
        for (int i = firstInForce(); i < grants.size(); i++) {
            Grant grant = grants.get(i);
            if (grant.from() > after) {
                next = Math.min(next, grant.from());
            }
            if (grant.to() > after) {
                next = Math.min(next, grant.to());
            }
        }
        return next;
    }

    /** When it was last removed or ran out, not after an instant. */
    long lostAt(long at) {
        FactKey removed = removed();
        long lost = removed == null ? Long.MIN_VALUE : removed.at();
        for (Grant grant : grants) {
            if (grant.to() <= at) {
                lost = Math.max(lost, grant.to());
            }
        }
        return lost;
    }

    /** The first grant after the last removal. */
    private int firstInForce() {
        FactKey removed = removed();
        int first = grants.size();
        while (first > 0 && grants.get(first - 1).key().isAfter(removed)) {
            first--;
        }
        return first;
    }

    private Grant governing(long at, int first) {
        for (int i = grants.size() - 1; i >= first; i--) {
            if (grants.get(i).from() <= at) {
                return grants.get(i);
            }
        }
        return null;
    }

    private static HoldPeriod heldBySnapshot(List<FactKey> listing, long notBefore, long at) {
        for (FactKey snapshot : listing) {
            if (snapshot.at() >= notBefore && snapshot.at() <= at) {
                return new HoldPeriod(snapshot.at(), Long.MAX_VALUE, snapshot.eventId());
            }
        }
        return null;
    }

    private long begin(Grant governing, int first, List<FactKey> listing) {
        long begin = governing.from();
        for (int i = grants.indexOf(governing) - 1; i >= first; i--) {
            Grant earlier = grants.get(i);
            if (earlier.from() < begin && earlier.to() >= begin) {
                begin = earlier.from();
            }
        }
        for (FactKey snapshot : listing) {
            if (snapshot.at() >= begin) {
                break;
            }
            if (unlimitedBefore(snapshot, first)) {
                begin = snapshot.at();
                break;
            }
        }
        return begin;
    }

    /** A snapshot begins a holding only where no earlier grant had run out in between. */
    private boolean unlimitedBefore(FactKey snapshot, int first) {
        for (Grant grant : grants.subList(first, grants.size())) {
            if (grant.key().isAfter(snapshot)) {
                return true;
            }
            if (grant.to() > snapshot.at()) {
                return false;
            }
        }
        return true;
    }

    /**
     * One grant less, without another answer to what is held now and since when: one that was removed, else one that says
     * no more than the one before it, else two that follow on each other as one, else the oldest.
     */
    private void giveUpOne() {
        int first = firstInForce();
        if (first > 0) {
            grants.remove(0);
            return;
        }
        for (int i = 1; i < grants.size() - 1; i++) {
            if (isCovered(grants.get(i), grants.get(i - 1))) {
                grants.remove(i);
                return;
            }
        }
        for (int i = 1; i < grants.size(); i++) {
            Grant before = grants.get(i - 1);
            Grant after = grants.get(i);
            if (before.from() <= after.from() && before.to() >= after.from()) {
                grants.set(i, new Grant(after.key(), before.from(), after.to()));
                grants.remove(i - 1);
                return;
            }
        }
        grants.remove(0);
    }

    /** The same limit, beginning no earlier: taking it away changes neither what governs nor since when it is held. */
    private static boolean isCovered(Grant grant, Grant before) {
        return before.from() <= grant.from() && before.to() == grant.to();
    }

    /** Whether the row says nothing that its absence would not say. */
    boolean saysNothing(FactKeys snapshots) {
        return grants.isEmpty() && revokes.isEmpty() && unlisted.size() == snapshots.size();
    }

    /** All facts of the row, in no particular order. */
    List<FactKey> facts() {
        List<FactKey> facts = new ArrayList<>();
        grants.forEach(g -> facts.add(g.key()));
        revokes.forEach(facts::add);
        return Collections.unmodifiableList(facts);
    }
}
