package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AccountState;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** All accounts of one identity and what they hold: a join of facts, whatever the order of arrival. */
public final class AccessLedger {
    private final TreeMap<AccountKey, Account> accounts = new TreeMap<>();
    private final TreeMap<AccountKey, Rename> renames = new TreeMap<>();

    /**
     * The accounts, sorted.
     *
     * @return live view
     */
    public Map<AccountKey, Account> accounts() {
        return accounts;
    }

    /**
     * The renames by old name.
     *
     * @return live view, for the store
     */
    public Map<AccountKey, Rename> renames() {
        return renames;
    }

    /**
     * Records what an event says.
     *
     * @param event a validated event
     * @return false if what it says was already superseded
     */
    public boolean record(AccessEvent event) {
        FactKey key = FactKey.of(event.getHeader());
        return switch (event.getAction()) {
            case ACCOUNT_CREATED, ACCOUNT_ENABLED -> account(event, key).report(AccountState.ENABLED, key);
            case ACCOUNT_DISABLED -> account(event, key).report(AccountState.DISABLED, key);
            case ACCOUNT_DELETED -> account(event, key).report(AccountState.DELETED, key);
            case ACCOUNT_LINKED -> account(event, key) != null;
            case ACCOUNT_RENAMED -> rename(event, key);
            case ENTITLEMENT_GRANTED ->
                account(event, key).grant(EntitlementKey.of(event.getEntitlement()), grantOf(event, key));
            case ENTITLEMENT_REVOKED -> account(event, key).revoke(EntitlementKey.of(event.getEntitlement()), key);
            case ACCESS_SNAPSHOT -> snapshot(event, key);
            case REQUEST_SUBMITTED,
                    REQUEST_APPROVED,
                    REQUEST_REJECTED,
                    REQUEST_CANCELLED,
                    PROVISIONING_FAILED,
                    SSH_KEY_DEPLOYED,
                    UNKNOWN -> true;
        };
    }

    /**
     * The next instant at which a limit of a target begins or ends a holding.
     *
     * @param after the instant after which to look (ms since the epoch)
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextChange(long after) {
        long next = Long.MAX_VALUE;
        for (Account account : accounts.values()) {
            for (HeldRow row : account.rows().values()) {
                next = Math.min(next, row.nextChange(after));
            }
        }
        return next;
    }

    /**
     * What an account holds at an instant.
     *
     * @param account the account
     * @param at the instant (ms since the epoch)
     * @return the periods by entitlement, sorted
     */
    public static Map<EntitlementKey, HoldPeriod> heldAt(Account account, long at) {
        TreeMap<EntitlementKey, HoldPeriod> held = new TreeMap<>();
        account.rows().forEach((entitlement, row) -> {
            HoldPeriod period = row.at(at, account.snapshots());
            if (period != null) {
                held.put(entitlement, period);
            }
        });
        return held;
    }

    /**
     * Whether an account holds one entitlement at an instant.
     *
     * @param account the account
     * @param entitlement the entitlement
     * @param at the instant (ms since the epoch)
     * @return the period, empty if it is not held then
     */
    public static Optional<HoldPeriod> heldAt(Account account, EntitlementKey entitlement, long at) {
        HeldRow row = account.rows().get(entitlement);
        return row == null ? Optional.empty() : Optional.ofNullable(row.at(at, account.snapshots()));
    }

    private boolean snapshot(AccessEvent event, FactKey key) {
        Account account = account(event, key);
        List<EntitlementKey> listed = new ArrayList<>();
        for (EntitlementRef ref : event.getSnapshot()) {
            listed.add(EntitlementKey.of(ref));
        }
        Integer parts = event.getSnapshotParts();
        if (parts == null || parts <= 1) {
            return account.snapshot(new TreeSet<>(listed), key);
        }
        String feed = key.source() + "/" + event.getHeader().getFeedId();
        return account.snapshotPart(feed, event.getSnapshotPart(), parts, listed, key);
    }

    private boolean rename(AccessEvent event, FactKey key) {
        AccountRef ref = event.getSubject().getAccount();
        AccountKey old = new AccountKey(ref.getSystem(), event.getPreviousName());
        if (old.name().equals(ref.getName())) {
            return false;
        }
        Account target = account(event, key);
        Rename known = renames.get(old);
        if (known != null && !key.isAfter(known.key())) {
            return false;
        }
        renames.put(old, new Rename(ref.getName(), key));
        Account former = accounts.remove(old);
        if (former != null && former != target) {
            target.absorb(former);
        } else if (former != null) {
            accounts.put(old, former);
        }
        return true;
    }

    private static Grant grantOf(AccessEvent event, FactKey key) {
        Instant from = event.getValidFrom();
        Instant to = event.getValidTo();
        return new Grant(
                key,
                from == null ? key.at() : Math.max(key.at(), from.toEpochMilli()),
                to == null ? Long.MAX_VALUE : to.toEpochMilli());
    }

    private Account account(AccessEvent event, FactKey key) {
        Subject subject = event.getSubject();
        AccountRef ref = subject.getAccount();
        AccountKind kind = ref == null ? null : ref.getKind();
        String system = ref == null ? event.getEntitlement().getSystem() : ref.getSystem();
        String name = ref == null ? "" : ref.getName();
        Account account = accounts.computeIfAbsent(currentName(new AccountKey(system, name), key), k -> new Account());
        account.see(key, kind);
        return account;
    }

    /** Follows renames that happened after the fact; each step goes forward in time, so there is no cycle. */
    private AccountKey currentName(AccountKey name, FactKey fact) {
        AccountKey current = name;
        FactKey at = fact;
        Rename rename = renames.get(current);
        while (rename != null && rename.key().isAfter(at)) {
            current = new AccountKey(current.system(), rename.newName());
            at = rename.key();
            rename = renames.get(current);
        }
        return current;
    }
}
