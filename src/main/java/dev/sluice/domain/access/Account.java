package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One account and what it holds, as a join of facts: the order in which they arrive makes no difference. The deletion
 * of an account counts as a snapshot that lists nothing.
 */
public final class Account {
    /** Snapshots remembered per account; older ones are folded into the rows they list. */
    static final int MAX_SNAPSHOTS = 32;

    /** Snapshots that may be waiting for parts; the oldest is given up first. */
    static final int MAX_PENDING = 4;

    private final TreeMap<EntitlementKey, HeldRow> rows = new TreeMap<>();
    private final TreeSet<FactKey> snapshots = new TreeSet<>();
    private final TreeMap<String, SnapshotParts> pending = new TreeMap<>();
    private AccountFact reported;
    private FactKey implied;
    private long firstSeen = Long.MAX_VALUE;
    private AccountKind kind;
    private FactKey kindKey;

    /**
     * The rows by entitlement.
     *
     * @return live view, for the store and for reading
     */
    public Map<EntitlementKey, HeldRow> rows() {
        return rows;
    }

    /**
     * The snapshots in order.
     *
     * @return live view, for the store
     */
    public NavigableSet<FactKey> snapshots() {
        return snapshots;
    }

    /**
     * The snapshots that wait for parts, by feed.
     *
     * @return live view, for the store
     */
    public Map<String, SnapshotParts> pending() {
        return pending;
    }

    /**
     * The state as last reported.
     *
     * @return the fact, or null if the account is only implied by what it holds
     */
    public AccountFact reported() {
        return reported;
    }

    /**
     * The last fact that implies that the account exists.
     *
     * @return its key, or null
     */
    public FactKey implied() {
        return implied;
    }

    /**
     * When the account was first heard of.
     *
     * @return ms since the epoch
     */
    public long firstSeen() {
        return firstSeen;
    }

    /**
     * What the account is for.
     *
     * @return the kind, or null if unknown
     */
    public AccountKind kind() {
        return kind;
    }

    /**
     * The fact that told the kind.
     *
     * @return its key, or null
     */
    public FactKey kindKey() {
        return kindKey;
    }

    /**
     * Restores what was stored.
     *
     * @param fact the reported state, or null
     * @param impliedBy the last implying fact, or null
     * @param seen when first heard of (ms since the epoch)
     * @param accountKind the kind, or null
     * @param toldBy the fact that told the kind, or null
     */
    public void restore(AccountFact fact, FactKey impliedBy, long seen, AccountKind accountKind, FactKey toldBy) {
        reported = fact;
        implied = impliedBy;
        firstSeen = seen;
        kind = accountKind;
        kindKey = toldBy;
    }

    /**
     * The state now.
     *
     * @return ENABLED, DISABLED or DELETED
     */
    public AccountState state() {
        if (reported == null || revivedByUse()) {
            return AccountState.ENABLED;
        }
        return reported.state();
    }

    /**
     * Since when it is in that state.
     *
     * @return ms since the epoch
     */
    public long stateSince() {
        if (reported == null) {
            return firstSeen;
        }
        return revivedByUse() ? implied.at() : reported.key().at();
    }

    private boolean revivedByUse() {
        return reported.state() == AccountState.DELETED && implied != null && implied.isAfter(reported.key());
    }

    void see(FactKey key, AccountKind accountKind) {
        firstSeen = Math.min(firstSeen, key.at());
        if (accountKind != null && key.isAfter(kindKey)) {
            kind = accountKind;
            kindKey = key;
        }
    }

    boolean report(AccountState state, FactKey key) {
        boolean changed = false;
        if (state == AccountState.DELETED) {
            changed = snapshot(Set.of(), key);
        }
        if (reported == null || key.isAfter(reported.key())) {
            reported = new AccountFact(state, key);
            changed = true;
        }
        return changed;
    }

    boolean grant(EntitlementKey entitlement, Grant grant) {
        implied = FactKey.max(implied, grant.key());
        HeldRow row = rows.get(entitlement);
        if (row == null) {
            FactKey closedBy = snapshots.isEmpty() ? null : snapshots.last();
            if (closedBy != null && !grant.key().isAfter(closedBy)) {
                return false;
            }
            row = new HeldRow();
            row.restoreRemoved(closedBy);
            rows.put(entitlement, row);
        }
        return row.grant(grant);
    }

    boolean revoke(EntitlementKey entitlement, FactKey key) {
        HeldRow row = rows.get(entitlement);
        if (row == null) {
            FactKey closedBy = snapshots.isEmpty() ? null : snapshots.last();
            if (closedBy != null && !key.isAfter(closedBy)) {
                return false;
            }
            row = new HeldRow();
            row.restoreRemoved(closedBy);
            rows.put(entitlement, row);
        }
        return row.remove(key);
    }

    boolean snapshotPart(String feed, int part, int parts, List<EntitlementKey> listed, FactKey key) {
        SnapshotParts collected = pending.computeIfAbsent(feed, f -> new SnapshotParts(parts));
        collected.add(part, listed, key);
        if (!collected.complete()) {
            if (pending.size() > MAX_PENDING) {
                pending.remove(oldestPending());
            }
            return true;
        }
        pending.remove(feed);
        return snapshot(collected.listed(), collected.key());
    }

    boolean snapshot(Set<EntitlementKey> listed, FactKey key) {
        if (!listed.isEmpty()) {
            implied = FactKey.max(implied, key);
        }
        FactKey last = snapshots.isEmpty() ? null : snapshots.last();
        if (!snapshots.add(key)) {
            return false;
        }
        boolean changed = key.isAfter(last);
        for (EntitlementKey entitlement : listed) {
            changed |= list(entitlement, key, last);
        }
        for (Map.Entry<EntitlementKey, HeldRow> row : rows.entrySet()) {
            if (!listed.contains(row.getKey())) {
                changed |= row.getValue().remove(key);
            }
        }
        foldOldSnapshots();
        dropCoveredMarkers();
        return changed;
    }

    private boolean list(EntitlementKey entitlement, FactKey key, FactKey lastOther) {
        if (rows.containsKey(entitlement)) {
            return key.isAfter(rows.get(entitlement).removed());
        }
        if (lastOther != null && !key.isAfter(lastOther)) {
            return false;
        }
        HeldRow row = new HeldRow();
        row.restoreRemoved(lastOther);
        rows.put(entitlement, row);
        return true;
    }

    private void foldOldSnapshots() {
        while (snapshots.size() > MAX_SNAPSHOTS) {
            FactKey oldest = snapshots.pollFirst();
            for (HeldRow row : rows.values()) {
                boolean lists = row.removed() == null || oldest.isAfter(row.removed());
                boolean known =
                        !row.grants().isEmpty() && !row.grants().get(0).key().isAfter(oldest);
                if (lists && !known) {
                    row.grant(new Grant(oldest, oldest.at(), Long.MAX_VALUE));
                }
            }
        }
    }

    /** A row that the last snapshot closed says no more than the snapshot does. */
    private void dropCoveredMarkers() {
        FactKey last = snapshots.last();
        for (Iterator<HeldRow> it = rows.values().iterator(); it.hasNext(); ) {
            HeldRow row = it.next();
            if (row.grants().isEmpty() && last.equals(row.removed())) {
                it.remove();
            }
        }
    }

    private String oldestPending() {
        String oldest = null;
        for (Map.Entry<String, SnapshotParts> entry : pending.entrySet()) {
            if (oldest == null
                    || pending.get(oldest).key().isAfter(entry.getValue().key())) {
                oldest = entry.getKey();
            }
        }
        return oldest;
    }

    /** Takes over all facts of the account's former name. */
    void absorb(Account former) {
        FactKey ownLast = snapshots.isEmpty() ? null : snapshots.last();
        FactKey formerLast = former.snapshots.isEmpty() ? null : former.snapshots.last();
        Set<EntitlementKey> all = new TreeSet<>(rows.keySet());
        all.addAll(former.rows.keySet());
        for (EntitlementKey entitlement : all) {
            HeldRow mine = rows.get(entitlement);
            HeldRow theirs = former.rows.get(entitlement);
            FactKey removed = FactKey.max(
                    mine == null ? ownLast : mine.removed(), theirs == null ? formerLast : theirs.removed());
            List<Grant> grants = new ArrayList<>();
            if (mine != null) {
                grants.addAll(mine.grants());
            }
            if (theirs != null) {
                grants.addAll(theirs.grants());
            }
            HeldRow joined = new HeldRow();
            joined.restoreRemoved(removed);
            grants.forEach(joined::grant);
            rows.put(entitlement, joined);
        }
        snapshots.addAll(former.snapshots);
        pending.putAll(former.pending);
        implied = FactKey.max(implied, former.implied);
        firstSeen = Math.min(firstSeen, former.firstSeen);
        if (former.reported != null
                && (reported == null || former.reported.key().isAfter(reported.key()))) {
            reported = former.reported;
        }
        if (former.kindKey != null && former.kindKey.isAfter(kindKey)) {
            kind = former.kind;
            kindKey = former.kindKey;
        }
        if (!snapshots.isEmpty()) {
            foldOldSnapshots();
            dropCoveredMarkers();
        }
    }
}
