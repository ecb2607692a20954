package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One account and what it holds, as a join of facts: the order in which they arrive makes no difference. The deletion
 * of an account counts as a snapshot that lists nothing.
 */
public final class Account {
    /** Snapshots remembered per account; older ones are folded into the rows. */
    static final int MAX_SNAPSHOTS = 32;

    /** Reports of the account's state that are remembered; the last one that tells a state always is. */
    static final int MAX_REPORTS = 16;

    /** Feeds that may be waiting for parts of a snapshot; the oldest is given up first. */
    static final int MAX_PENDING = 8;

    private final RowTable rows;
    private final FactKeys snapshots = new FactKeys();
    private final TreeMap<FactKey, AccountState> reports = new TreeMap<>();
    private final EnumMap<AccountKind, KindPeriod> kinds = new EnumMap<>(AccountKind.class);
    private final TreeMap<String, SnapshotParts> pending = new TreeMap<>();
    private FactKey implied;
    private FactKey described;
    private long firstSeen = Long.MAX_VALUE;

    /** An account of which nothing is known. */
    public Account() {
        this(new RowTable());
    }

    /**
     * An account with rows as they were stored.
     *
     * @param rows the rows; the account's from now on
     */
    public Account(RowTable rows) {
        this.rows = rows;
    }

    /**
     * The rows by entitlement.
     *
     * @return live view, for the store and for reading
     */
    public RowTable rows() {
        return rows;
    }

    /**
     * The snapshots in order.
     *
     * @return live view, for the store
     */
    public FactKeys snapshots() {
        return snapshots;
    }

    /**
     * What was reported of the account's state; UNKNOWN where a report only says that the account is there.
     *
     * @return live view, for the store
     */
    public Map<FactKey, AccountState> reports() {
        return reports;
    }

    /**
     * What the account was said to be for, with the first and the last fact that says so.
     *
     * @return live view, for the store
     */
    public Map<AccountKind, KindPeriod> kinds() {
        return kinds;
    }

    /**
     * The snapshots in parts, by feed.
     *
     * @return live view, for the store
     */
    public Map<String, SnapshotParts> pending() {
        return pending;
    }

    /**
     * The last fact that implies that the account is in use: a grant, or a snapshot that lists something.
     *
     * @return its key, or null
     */
    public FactKey implied() {
        return implied;
    }

    /**
     * The last fact that says that the account has the attributes of its owner: its creation, or an update of it.
     *
     * @return its key, or null if none was told
     */
    public FactKey described() {
        return described;
    }

    /**
     * Notes that the account has the attributes of its owner.
     *
     * @param key the fact that says so
     * @return false if a later one was told before
     */
    public boolean describe(FactKey key) {
        boolean changed = key.isAfter(described);
        described = FactKey.max(described, key);
        return changed;
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
     * Restores what was stored.
     *
     * @param impliedBy the last implying fact, or null
     * @param seen when first heard of (ms since the epoch)
     */
    public void restore(FactKey impliedBy, long seen) {
        implied = impliedBy;
        firstSeen = seen;
    }

    /**
     * What the account is for.
     *
     * @return the kind last told, or null if unknown
     */
    public AccountKind kind() {
        AccountKind kind = null;
        for (Map.Entry<AccountKind, KindPeriod> entry : kinds.entrySet()) {
            if (kind == null || entry.getValue().last().isAfter(kinds.get(kind).last())) {
                kind = entry.getKey();
            }
        }
        return kind;
    }

    /**
     * Whether it is one person's: service, shared and break-glass accounts are not, whoever answers for them.
     *
     * @return true also while that is not known
     */
    public boolean isPersonal() {
        AccountKind kind = kind();
        return kind != AccountKind.SERVICE && kind != AccountKind.SHARED && kind != AccountKind.BREAK_GLASS;
    }

    /**
     * Whether it is what somebody works with every day, and gets what roles and requests give.
     *
     * @return false also for privileged accounts
     */
    public boolean isForAPerson() {
        return isPersonal() && kind() != AccountKind.PRIVILEGED;
    }

    /**
     * The state now.
     *
     * @return ENABLED, DISABLED or DELETED; UNKNOWN while the account was only mentioned
     */
    public AccountState state() {
        Map.Entry<FactKey, AccountState> reported = reported();
        if (reported == null) {
            return implied == null ? AccountState.UNKNOWN : AccountState.ENABLED;
        }
        if (isRevived(reported)) {
            return AccountState.ENABLED;
        }
        return firstMentionAfterDeletion(reported) == null ? reported.getValue() : AccountState.UNKNOWN;
    }

    /**
     * Whether somebody may use it: nobody has said that it is disabled or gone.
     *
     * @return true also while its state is not known
     */
    public boolean mayBeUsed() {
        AccountState state = state();
        return state == AccountState.ENABLED || state == AccountState.UNKNOWN;
    }

    /**
     * Since when it is in that state, however often that was told since.
     *
     * @return ms since the epoch
     */
    public long stateSince() {
        Map.Entry<FactKey, AccountState> reported = reported();
        if (reported == null) {
            return firstSeen;
        }
        if (isRevived(reported)) {
            return firstUseAfter(reported.getKey());
        }
        FactKey mentioned = firstMentionAfterDeletion(reported);
        if (mentioned != null) {
            return mentioned.at();
        }
        // Between two deletions the account may have been there again.
        return (reported.getValue() == AccountState.DELETED ? reported.getKey() : firstOfRun()).at();
    }

    /** The first of the reports in a row that tell the state that it is in. */
    private FactKey firstOfRun() {
        FactKey first = null;
        AccountState state = null;
        for (Map.Entry<FactKey, AccountState> report : reports.descendingMap().entrySet()) {
            if (report.getValue() == AccountState.UNKNOWN) {
                continue;
            }
            if (state != null && report.getValue() != state) {
                break;
            }
            state = report.getValue();
            first = report.getKey();
        }
        return first;
    }

    /** A snapshot or a link that names an account after its deletion says that it is there, if not that it is in use. */
    private FactKey firstMentionAfterDeletion(Map.Entry<FactKey, AccountState> reported) {
        if (reported.getValue() != AccountState.DELETED) {
            return null;
        }
        List<FactKey> after = snapshots.after(reported.getKey());
        FactKey snapshot = after.isEmpty() ? null : after.get(0);
        FactKey link = reports.higherKey(reported.getKey());
        if (snapshot == null || link == null) {
            return snapshot == null ? link : snapshot;
        }
        return earlier(snapshot, link);
    }

    /** The last report that tells a state. */
    private Map.Entry<FactKey, AccountState> reported() {
        for (Map.Entry<FactKey, AccountState> entry : reports.descendingMap().entrySet()) {
            if (entry.getValue() != AccountState.UNKNOWN) {
                return entry;
            }
        }
        return null;
    }

    /** A deleted account that is used is there again. */
    private boolean isRevived(Map.Entry<FactKey, AccountState> reported) {
        return reported.getValue() == AccountState.DELETED && implied != null && implied.isAfter(reported.getKey());
    }

    private long firstUseAfter(FactKey deletion) {
        FactKey first = implied;
        for (HeldRow row : rows.values()) {
            for (Grant grant : row.grants()) {
                first = grant.key().isAfter(deletion) ? earlier(first, grant.key()) : first;
            }
            for (FactKey snapshot : snapshots.after(deletion)) {
                first = row.unlisted().contains(snapshot) ? first : earlier(first, snapshot);
            }
        }
        return first.at();
    }

    private static FactKey earlier(FactKey a, FactKey b) {
        return a.isAfter(b) ? b : a;
    }

    void see(FactKey key, AccountKind kind) {
        firstSeen = Math.min(firstSeen, key.at());
        if (kind != null) {
            kinds.merge(kind, new KindPeriod(key, key), KindPeriod::join);
        }
    }

    boolean report(AccountState state, FactKey key) {
        boolean changed = false;
        if (state == AccountState.DELETED) {
            changed = snapshot(Set.of(), key);
        }
        Map.Entry<FactKey, AccountState> before = reported();
        reports.put(key, state);
        if (reports.size() > MAX_REPORTS) {
            reports.remove(leastTelling());
        }
        return changed || state != AccountState.UNKNOWN && (before == null || key.isAfter(before.getKey()));
    }

    /**
     * A mention that changes nothing, or a report that says again what the one before it says, or else the oldest that neither
     * holds nor began what holds. The last mention stays, as it may be after a deletion that is told late.
     */
    private FactKey leastTelling() {
        Map.Entry<FactKey, AccountState> reported = reported();
        AccountState before = null;
        for (Map.Entry<FactKey, AccountState> report : reports.entrySet()) {
            boolean holds = reported != null && report.getKey().equals(reported.getKey());
            boolean last = report.getKey().equals(reports.lastKey());
            boolean mention = report.getValue() == AccountState.UNKNOWN;
            boolean idle = mention ? before != AccountState.DELETED : report.getValue() == before;
            if (idle && !holds && !last) {
                return report.getKey();
            }
            before = mention ? before : report.getValue();
        }
        FactKey began = reported == null ? null : firstOfRun();
        for (FactKey key : reports.keySet()) {
            if (reported == null || !key.equals(reported.getKey()) && !key.equals(began)) {
                return key;
            }
        }
        return reports.firstKey();
    }

    /** The account is there, says a fact that tells no state. */
    void mention(FactKey key) {
        report(AccountState.UNKNOWN, key);
    }

    boolean grant(EntitlementKey entitlement, Grant grant) {
        implied = FactKey.max(implied, grant.key());
        return row(entitlement).grant(grant);
    }

    boolean revoke(EntitlementKey entitlement, FactKey key) {
        return row(entitlement).revoke(key);
    }

    /** The row of an entitlement; one that no fact spoke of is listed by no snapshot. */
    private HeldRow row(EntitlementKey entitlement) {
        return rows.computeIfAbsent(entitlement, e -> {
            HeldRow row = new HeldRow();
            snapshots.forEach(row::close);
            return row;
        });
    }

    boolean snapshotPart(String feed, SnapshotParts.Part part, FactKey key) {
        SnapshotParts waiting = pending.computeIfAbsent(feed, f -> new SnapshotParts());
        Optional<SnapshotParts.Whole> whole = waiting.add(key, part);
        if (waiting.latest() == null) {
            pending.remove(feed);
        }
        if (pending.size() > MAX_PENDING) {
            pending.remove(oldestPending());
        }
        return whole.isEmpty() || snapshot(whole.get().listed(), whole.get().key());
    }

    private String oldestPending() {
        String oldest = null;
        for (Map.Entry<String, SnapshotParts> entry : pending.entrySet()) {
            if (oldest == null
                    || pending.get(oldest).latest().isAfter(entry.getValue().latest())) {
                oldest = entry.getKey();
            }
        }
        return oldest;
    }

    boolean snapshot(Set<EntitlementKey> listed, FactKey key) {
        if (!listed.isEmpty()) {
            implied = FactKey.max(implied, key);
        }
        FactKey last = snapshots.last();
        if (snapshots.contains(key)) {
            return false;
        }
        boolean changed = key.isAfter(last);
        for (EntitlementKey entitlement : listed) {
            changed |= key.isAfter(row(entitlement).removed());
        }
        snapshots.add(key);
        for (Map.Entry<EntitlementKey, HeldRow> row : rows.entrySet()) {
            if (!listed.contains(row.getKey())) {
                changed |= row.getValue().close(key);
            }
        }
        foldOldSnapshots();
        return changed;
    }

    private void foldOldSnapshots() {
        while (snapshots.size() > MAX_SNAPSHOTS) {
            FactKey oldest = snapshots.removeFirst();
            rows.values().forEach(row -> row.fold(oldest));
        }
        rows.values().removeIf(row -> row.saysNothing(snapshots));
    }

    /** Forgets what was over before an instant and only a late rename could still ask for. */
    void forgetBefore(long instant) {
        for (Iterator<HeldRow> it = rows.values().iterator(); it.hasNext(); ) {
            HeldRow row = it.next();
            row.forgetBefore(instant);
            if (row.saysNothing(snapshots)) {
                it.remove();
            }
        }
        Map.Entry<FactKey, AccountState> reported = reported();
        if (!reports.isEmpty()) {
            // The last word of an account may say that it is there again which was deleted under another name.
            Set<FactKey> kept = new HashSet<>(Set.of(reports.lastKey()));
            if (reported != null) {
                // With the report before a run, so that one that is told late does not seem to belong to it, and with
                // the
                // first word of an account after its deletion.
                kept.addAll(Arrays.asList(
                        reports.lowerKey(firstOfRun()),
                        firstOfRun(),
                        reported.getKey(),
                        reports.higherKey(reported.getKey())));
            }
            reports.keySet().removeIf(key -> key.at() < instant && !kept.contains(key));
        }
        pending.values().removeIf(parts -> !parts.forgetBefore(instant));
    }

    /** Whether any fact was told of it. */
    boolean isKnown() {
        return firstSeen != Long.MAX_VALUE;
    }

    Account copy() {
        Account copy = new Account();
        copy.absorb(this);
        return copy;
    }

    /** The part of this account's facts that lies before or after a rename. */
    Account within(Stretch stretch) {
        Account part = new Account();
        for (Map.Entry<EntitlementKey, HeldRow> entry : rows.entrySet()) {
            part.rows.put(entry.getKey(), entry.getValue().within(stretch));
        }
        part.snapshots.addAll(snapshots.within(stretch));
        part.rows.values().removeIf(row -> row.saysNothing(part.snapshots));
        reports.forEach((key, state) -> {
            if (stretch.contains(key)) {
                part.reports.put(key, state);
            }
        });
        kinds.forEach((kind, period) -> {
            if (stretch.contains(period.first()) || stretch.contains(period.last())) {
                part.kinds.put(kind, period.within(stretch));
            }
        });
        pending.forEach((feed, parts) -> {
            if (stretch.contains(parts.latest())) {
                part.pending.put(feed, parts);
            }
        });
        part.described = stretch.contains(described) ? described : null;
        part.implied = stretch.contains(implied) ? implied : part.lastUse();
        // The first fact of all may be one that is no longer remembered, and then it came before all that is.
        boolean first = !stretch.afterwards() && firstSeen < stretch.border().at();
        part.firstSeen = first ? firstSeen : part.firstFact();
        return part;
    }

    private FactKey lastUse() {
        FactKey last = null;
        for (HeldRow row : rows.values()) {
            for (Grant grant : row.grants()) {
                last = FactKey.max(last, grant.key());
            }
            for (FactKey snapshot : snapshots) {
                last = row.unlisted().contains(snapshot) ? last : FactKey.max(last, snapshot);
            }
        }
        return last;
    }

    private long firstFact() {
        List<FactKey> facts = new ArrayList<>(reports.keySet());
        snapshots.forEach(facts::add);
        rows.values().forEach(row -> facts.addAll(row.facts()));
        kinds.values().forEach(period -> facts.add(period.first()));
        return facts.stream().mapToLong(FactKey::at).min().orElse(Long.MAX_VALUE);
    }

    /** Takes over all facts of what turns out to be the same account. */
    void absorb(Account other) {
        Set<EntitlementKey> all = new TreeSet<>(rows.keySet());
        all.addAll(other.rows.keySet());
        for (EntitlementKey entitlement : all) {
            HeldRow mine = row(entitlement);
            HeldRow theirs = other.rows.get(entitlement);
            if (theirs == null) {
                other.snapshots.forEach(mine::close);
            } else {
                mine.absorb(theirs);
            }
        }
        snapshots.addAll(other.snapshots);
        reports.putAll(other.reports);
        other.kinds.forEach((kind, period) -> kinds.merge(kind, period, KindPeriod::join));
        implied = FactKey.max(implied, other.implied);
        described = FactKey.max(described, other.described);
        firstSeen = Math.min(firstSeen, other.firstSeen);
    }
}
