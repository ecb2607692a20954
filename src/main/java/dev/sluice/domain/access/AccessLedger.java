package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AccountState;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * All accounts of one identity and what they hold: a join of facts, whatever the order of arrival. Facts are kept under the
 * names that they were told of. Which account a name stood for at the time follows from the renames, and is worked out
 * anew when one is told, so that a rename may arrive before, between or after the facts that it concerns.
 */
public final class AccessLedger {
    /** How long what is over is kept for a rename that arrives late (ms). */
    public static final long HISTORY_MS = Duration.ofDays(45).toMillis();

    private final NameTable names = new NameTable();
    private TreeMap<AccountKey, Account> accounts;
    private boolean unseen;

    /**
     * The accounts by their names today, sorted.
     *
     * @return a view that is valid until the next fact; not to be changed
     */
    public Map<AccountKey, Account> accounts() {
        if (accounts == null) {
            accounts = resolve();
        }
        return accounts;
    }

    /**
     * The facts by the name that they were told of.
     *
     * @return live view, for the store
     */
    public NameTable names() {
        return names;
    }

    /**
     * Forgets all that was told of a name.
     *
     * @param name the name
     * @return false if nothing was told of it
     */
    public boolean forget(AccountKey name) {
        accounts = null;
        unseen = true;
        return names.forget(name);
    }

    /**
     * Whether facts were recorded since somebody last looked at what has changed; not stored.
     *
     * @return true until {@link #markSeen}
     */
    public boolean isUnseen() {
        return unseen;
    }

    /** Somebody has looked at what the facts change that were recorded. */
    public void markSeen() {
        unseen = false;
    }

    /**
     * Forgets what was over long before an instant.
     *
     * @param clock the identity's clock (ms since the epoch)
     */
    public void prune(long clock) {
        long before = clock - HISTORY_MS;
        for (NameBearers bearers : names.values()) {
            bearers.accounts().forEach(account -> account.forgetBefore(before));
        }
        accounts = null;
    }

    /**
     * Records what an event says.
     *
     * @param event a validated event
     * @return false if what it says was already superseded
     */
    public boolean record(AccessEvent event) {
        FactKey key = FactKey.of(event.getHeader());
        accounts = null;
        unseen = true;
        return switch (event.getAction()) {
            case ACCOUNT_CREATED -> {
                Account created = account(event, key);
                created.describe(key);
                yield created.report(AccountState.ENABLED, key);
            }
            case ACCOUNT_UPDATED -> {
                Account updated = account(event, key);
                updated.mention(key);
                yield updated.describe(key);
            }
            case ACCOUNT_ENABLED -> account(event, key).report(AccountState.ENABLED, key);
            case ACCOUNT_DISABLED -> account(event, key).report(AccountState.DISABLED, key);
            case ACCOUNT_DELETED -> account(event, key).report(AccountState.DELETED, key);
            case ACCOUNT_LINKED -> {
                account(event, key).mention(key);
                yield true;
            }
            case ACCOUNT_RENAMED -> rename(event, key);
            case ENTITLEMENT_GRANTED, SSH_KEY_DEPLOYED ->
                account(event, key).grant(EntitlementKey.of(event.getEntitlement()), grantOf(event, key));
            case ENTITLEMENT_REVOKED -> account(event, key).revoke(EntitlementKey.of(event.getEntitlement()), key);
            case ACCESS_SNAPSHOT -> snapshot(event, key);
            case REQUEST_SUBMITTED,
                    REQUEST_APPROVED,
                    REQUEST_REJECTED,
                    REQUEST_CANCELLED,
                    PROVISIONING_FAILED,
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
        for (NameTable.Slot slot : names.slots()) {
            // What accounts hold that a rename joins is another thing than what is told of each of their names.
            if (slot.accounts() > 1) {
                return nextChangeOf(accounts().values(), after);
            }
            next = Math.min(next, slot.nextChange(after));
        }
        return next;
    }

    private static long nextChangeOf(Collection<Account> accounts, long after) {
        long next = Long.MAX_VALUE;
        for (Account account : accounts) {
            next = Math.min(next, account.rows().nextChange(after));
        }
        return next;
    }

    /**
     * How many accounts there are, those included that bore a name earlier; asks nothing that is not read.
     *
     * @return the number
     */
    public long accountCount() {
        long count = 0;
        for (NameTable.Slot slot : names.slots()) {
            count += slot.accounts();
        }
        return count;
    }

    /**
     * How many rows they have together; asks nothing that is not read.
     *
     * @return the number
     */
    public long rowCount() {
        long count = 0;
        for (NameTable.Slot slot : names.slots()) {
            count += slot.rows();
        }
        return count;
    }

    /**
     * What an account holds at an instant.
     *
     * @param account the account
     * @param at the instant (ms since the epoch)
     * @return the periods by entitlement, sorted
     */
    public static Map<EntitlementKey, HoldPeriod> heldAt(Account account, long at) {
        Map<EntitlementKey, HoldPeriod> held = new LinkedHashMap<>();
        eachHeld(account, at, held::put);
        return held;
    }

    /**
     * Looks at what an account holds at an instant.
     *
     * @param account the account
     * @param at the instant (ms since the epoch)
     * @param reader takes each entitlement, in order, and the period
     */
    public static void eachHeld(Account account, long at, BiConsumer<EntitlementKey, HoldPeriod> reader) {
        account.rows().look((entitlement, row) -> {
            HoldPeriod period = row.at(at, account.snapshots());
            if (period != null) {
                reader.accept(entitlement, period);
            }
        });
    }

    /**
     * What an account holds at an instant, summed up by page, without reading it.
     *
     * @param account the account
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param pages how many pages there are, a power of two
     * @param number a number of the account, which tells the page of an entitlement together with its own
     * @return the sums
     */
    public static HeldSums held(Account account, long at, int pages, int number) {
        return account.rows().held(at, account.snapshots(), pages, number);
    }

    /**
     * What an account holds at an instant, without reading it.
     *
     * @param account the account
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param reader takes marks of what is held, in order
     */
    public static void eachMarks(Account account, long at, Consumer<HeldMarks> reader) {
        account.rows().marks(at, account.snapshots(), reader);
    }

    /**
     * Whether an account holds an entitlement at an instant, without reading it.
     *
     * @param account the account
     * @param entitlement the entitlement
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @return true perhaps also where it holds another one whose key has the same hash
     */
    public static boolean mayHold(Account account, EntitlementKey entitlement, long at) {
        return account.rows().mayHold(entitlement, at, account.snapshots());
    }

    /**
     * Looks at some of what an account holds at an instant, reading nothing else.
     *
     * @param account the account
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param which tells by the hash of its key whether an entitlement is looked at
     * @param reader takes each entitlement, in order, and the period
     */
    public static void eachHeld(
            Account account, long at, IntPredicate which, BiConsumer<EntitlementKey, HoldPeriod> reader) {
        account.rows().look(at, account.snapshots(), which, (entitlement, row) -> {
            HoldPeriod period = row.at(at, account.snapshots());
            if (period != null) {
                reader.accept(entitlement, period);
            }
        });
    }

    /**
     * Looks at what an account holds at an instant, or will hold next.
     *
     * @param account the account
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param reader takes each entitlement, in order, and the period
     */
    public static void eachHeldOrAhead(Account account, long at, BiConsumer<EntitlementKey, HoldPeriod> reader) {
        account.rows().look((entitlement, row) -> {
            HoldPeriod period = heldOrAhead(row, account, at);
            if (period != null) {
                reader.accept(entitlement, period);
            }
        });
    }

    /**
     * When an account holds one entitlement, or will hold it next.
     *
     * @param account the account
     * @param entitlement the entitlement
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @return the period, empty if it is not held then nor later
     */
    public static Optional<HoldPeriod> heldOrAhead(Account account, EntitlementKey entitlement, long at) {
        HeldRow row = account.rows().get(entitlement);
        return row == null ? Optional.empty() : Optional.ofNullable(heldOrAhead(row, account, at));
    }

    /**
     * Looks at what an account held at an earlier instant and lost since, as far as grants and removals are still known.
     *
     * @param account the account
     * @param instant the instant (ms since the epoch)
     * @param reader takes each entitlement, in order, and the period until it was removed
     */
    public static void eachHeldBefore(Account account, long instant, BiConsumer<EntitlementKey, HoldPeriod> reader) {
        account.rows().look((entitlement, row) -> {
            HoldPeriod period = row.before(instant);
            if (period != null) {
                reader.accept(entitlement, period);
            }
        });
    }

    /**
     * Looks at the times for which an account held some entitlements and will hold them, as far as that is still known.
     *
     * @param account the account
     * @param which the entitlements
     * @param reader takes each entitlement, in order, and the periods
     */
    public static void eachPeriod(
            Account account, Predicate<EntitlementKey> which, BiConsumer<EntitlementKey, List<HoldPeriod>> reader) {
        account.rows().look((entitlement, row) -> {
            if (which.test(entitlement)) {
                reader.accept(entitlement, row.periods(account.snapshots()));
            }
        });
    }

    private static HoldPeriod heldOrAhead(HeldRow row, Account account, long at) {
        HoldPeriod period = row.at(at, account.snapshots());
        long next = period == null ? row.nextChange(at) : Long.MAX_VALUE;
        while (period == null && next != Long.MAX_VALUE) {
            period = row.at(next, account.snapshots());
            next = row.nextChange(next);
        }
        return period;
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

    /**
     * Whether an account that its owner works with every day holds an entitlement.
     *
     * @param entitlement the entitlement
     * @param at the instant (ms since the epoch)
     * @return false where only privileged accounts, or accounts of many, hold it
     */
    public boolean isHeldForAPerson(EntitlementKey entitlement, long at) {
        return accounts().values().stream()
                .anyMatch(account -> account.isForAPerson()
                        && heldAt(account, entitlement, at).isPresent());
    }

    /**
     * Whether any account of the owner's own holds an entitlement.
     *
     * @param entitlement the entitlement
     * @param at the instant (ms since the epoch)
     * @return false where only accounts of many or of services hold it
     */
    public boolean isHeldOnOwn(EntitlementKey entitlement, long at) {
        return accounts().values().stream()
                .anyMatch(account ->
                        account.isPersonal() && heldAt(account, entitlement, at).isPresent());
    }

    /**
     * When an account last ceased to hold an entitlement.
     *
     * @param account the account
     * @param entitlement an entitlement that it does not hold
     * @param at the instant as of which to look (ms since the epoch)
     * @return the instant (ms since the epoch), or {@link Long#MIN_VALUE} if that is not known
     */
    public static long lostAt(Account account, EntitlementKey entitlement, long at) {
        HeldRow row = account.rows().get(entitlement);
        return row == null ? Long.MIN_VALUE : row.lostAt(at);
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
        return account.snapshotPart(feed, new SnapshotParts.Part(event.getSnapshotPart(), parts, listed), key);
    }

    private boolean rename(AccessEvent event, FactKey key) {
        AccountRef ref = event.getSubject().getAccount();
        AccountKey old = new AccountKey(ref.getSystem(), event.getPreviousName());
        if (old.name().equals(ref.getName())) {
            return false;
        }
        account(event, key).mention(key);
        return names.computeIfAbsent(old, name -> new NameBearers()).rename(key, ref.getName());
    }

    /** Brings together what is known of each account under the names that it bore. */
    private TreeMap<AccountKey, Account> resolve() {
        TreeMap<AccountKey, Account> byNameToday = new TreeMap<>();
        TreeSet<AccountKey> joined = new TreeSet<>();
        names.forEach((name, bearers) -> {
            FactKey after = null;
            for (int i = 0; i < bearers.accounts().size(); i++) {
                Account account = bearers.accounts().get(i);
                if (account.isKnown()) {
                    AccountKey today = i == bearers.renames().size() ? name : bearerAfter(name, after);
                    Account known = byNameToday.get(today);
                    if (known != null && joined.add(today)) {
                        known = known.copy();
                        byNameToday.put(today, known);
                    }
                    if (known == null) {
                        byNameToday.put(today, account);
                    } else {
                        known.absorb(account);
                    }
                }
                after = i < bearers.renames().size() ? bearers.renames().get(i).key() : null;
            }
        });
        return byNameToday;
    }

    /**
     * What the account is called today that bore a name after a fact.
     *
     * @param name a name
     * @param fact the fact
     * @return the name itself if it was not renamed since
     */
    public AccountKey bearerAfter(AccountKey name, FactKey fact) {
        AccountKey bearer = name;
        NameBearers.Rename rename = renameAfter(name, fact);
        // Each step goes forward in time, so there is no circle.
        while (rename != null) {
            bearer = new AccountKey(name.system(), rename.newName());
            rename = renameAfter(bearer, rename.key());
        }
        return bearer;
    }

    private NameBearers.Rename renameAfter(AccountKey name, FactKey fact) {
        NameBearers bearers = names.get(name);
        return bearers == null ? null : bearers.renameAfter(fact);
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
        Account account = names.computeIfAbsent(new AccountKey(system, name), k -> new NameBearers())
                .at(key);
        account.see(key, kind);
        return account;
    }
}
