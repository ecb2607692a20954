package dev.sluice.domain.govern;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldMarks;
import dev.sluice.domain.access.HeldSums;
import dev.sluice.domain.entitled.Entitled;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the accounts of an identity hold, by page of its view: how many pages there are, and of each a number that tells whether it has
 * changed. What an account with many rows holds is summed up and kept with what is stored of it; of one with few it is looked at.
 */
final class PagedHoldings {
    /** One of many mentioned entitlements is sought by a look at all that is held. */
    private static final int ROWS_PER_SEARCH = 16;

    private record OfAccount(AccountKey key, Account account, HeldSums sums, List<HeldMarks> marks) {
        int held() {
            return sums == null ? marks.stream().mapToInt(HeldMarks::size).sum() : sums.held();
        }

        long factor() {
            return HeldMarks.hash(key.system(), key.name()) | 1;
        }

        void eachMarks(long clock, Consumer<HeldMarks> reader) {
            if (sums == null) {
                marks.forEach(reader);
            } else {
                AccessLedger.eachMarks(account, clock, reader);
            }
        }
    }

    private final long clock;
    private final List<OfAccount> accounts = new ArrayList<>();
    private final int finest;
    private int count;

    PagedHoldings(IdentityState state) {
        clock = state.clock();
        long rows = state.access().rowCount();
        // As many pages as all rows would take; what is held of them takes as many, or a half or less.
        finest = AccessPages.isPaged(rows) ? pagesFor(rows) : 0;
        if (finest > 0) {
            state.access().accounts().forEach(this::add);
        }
    }

    private void add(AccountKey key, Account account) {
        // Sums over all pages, for each of thousands of accounts with some rows, would be far more than the rows.
        boolean isLarge = account.rows().size() >= finest;
        List<HeldMarks> marks = new ArrayList<>();
        if (!isLarge) {
            AccessLedger.eachMarks(account, clock, marks::add);
        }
        HeldSums sums = isLarge ? AccessLedger.held(account, clock, finest, number(key)) : null;
        OfAccount held = new OfAccount(key, account, sums, marks);
        if (held.held() > 0) {
            accounts.add(held);
            count += held.held();
        }
    }

    /** The number of an account, which tells the page of an entitlement together with its own. */
    static int number(AccountKey account) {
        return account.name().hashCode();
    }

    private static int pagesFor(long size) {
        int needed = Math.toIntExact((size + AccessPages.PAGE_SIZE - 1) / AccessPages.PAGE_SIZE);
        int power = Integer.highestOneBit(needed);
        return power == needed ? power : power << 1;
    }

    /** How many pages there are; 0 when everything is in the head. */
    int pageCount() {
        return AccessPages.isPaged(count) ? pagesFor(count) : 0;
    }

    /** Sums over what is on each page, so that the order in which it is held makes no difference. */
    long[] digests(Entitled entitled) {
        long[] digests = new long[pageCount()];
        if (digests.length > 0) {
            Reasons reasons = new Reasons(entitled);
            for (OfAccount held : accounts) {
                addHeld(held, digests);
                addReasons(held, reasons, digests);
            }
        }
        return digests;
    }

    private void addHeld(OfAccount held, long[] digests) {
        int number = number(held.key());
        long factor = held.factor();
        for (HeldMarks some : held.marks()) {
            some.forEach((entitlement, content) ->
                    digests[HeldSums.page(entitlement, number, digests.length)] += content * factor);
        }
        for (int page = 0; held.sums() != null && page < finest; page++) {
            digests[page & digests.length - 1] += held.sums().sum(page) * factor;
        }
    }

    /**
     * Where few entitlements have a reason they are sought, else what is held is gone through. All keys of a hash count where one of them
     * may be held; where keys of one hash lie far apart it can make a difference which it was, and a page is told once more.
     */
    private void addReasons(OfAccount held, Reasons reasons, long[] digests) {
        if (reasons.isEmpty()) {
            return;
        }
        Set<Integer> hashes = new HashSet<>();
        if (reasons.keys() > held.account().rows().size() / ROWS_PER_SEARCH) {
            held.eachMarks(
                    clock,
                    marks -> marks.forEach((entitlement, content) -> {
                        if (reasons.of(entitlement) != 0) {
                            hashes.add(entitlement);
                        }
                    }));
        } else {
            reasons.forEachKey(entitlement -> {
                if (AccessLedger.mayHold(held.account(), entitlement, clock)) {
                    hashes.add(entitlement.hashCode());
                }
            });
        }
        int number = number(held.key());
        long factor = held.factor();
        for (int hash : hashes) {
            digests[HeldSums.page(hash, number, digests.length)] += reasons.of(hash) * factor;
        }
    }

    /** Why entitlements are held, as numbers that depend on the entitlement, too. Most have no reason. */
    private static final class Reasons {
        private static final int BITS = 1 << 12;

        private final Set<EntitlementKey> keys = new HashSet<>();
        private final Map<Integer, Long> byHash = new HashMap<>();

        /** Most hashes have no reason, which is known at a glance. */
        private final BitSet mentioned = new BitSet(BITS);

        Reasons(Entitled entitled) {
            for (EntitlementKey entitlement :
                    entitled.saysNothing() ? Set.<EntitlementKey>of() : entitled.mentioned()) {
                entitled.reasonFor(entitlement).ifPresent(reason -> {
                    long key = HeldMarks.hash(entitlement.system(), entitlement.name());
                    keys.add(entitlement);
                    mentioned.set(entitlement.hashCode() & BITS - 1);
                    byHash.merge(
                            entitlement.hashCode(),
                            HeldMarks.mixed(HeldMarks.mixed(key) ^ HeldMarks.hash(reason.text())),
                            Long::sum);
                });
            }
        }

        boolean isEmpty() {
            return keys.isEmpty();
        }

        int keys() {
            return keys.size();
        }

        void forEachKey(Consumer<EntitlementKey> reader) {
            keys.forEach(reader);
        }

        /** The number of all keys with a hash that have a reason; 0 if there is none. */
        long of(int hash) {
            return mentioned.get(hash & BITS - 1) ? byHash.getOrDefault(hash, 0L) : 0;
        }
    }
}
