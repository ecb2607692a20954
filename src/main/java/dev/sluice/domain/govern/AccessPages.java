package dev.sluice.domain.govern;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.event.AccessPage;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAccount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The published view of an identity: a head with everything for up to 64 entitlements, and pages by bucket beyond. The
 * view depends on the state at the clock only, never on how it came about.
 */
public final class AccessPages {
    /** Entitlements that fit into the head; beyond it they are on pages of about this size. */
    public static final int PAGE_SIZE = 64;

    /** Open findings that the head names; all are on the finding topics. Findings open by themselves, so they are bounded. */
    static final int MAX_OPEN_FINDINGS = 1000;

    private static final Comparator<HeldEntitlement> ORDER = Comparator.comparing(HeldEntitlement::getSystem)
            .thenComparing(HeldEntitlement::getName)
            .thenComparing(HeldEntitlement::getAccount);

    private final IdentityAccess head;
    private final List<IdentityAccess> pages;

    private AccessPages(IdentityAccess head, List<IdentityAccess> pages) {
        this.head = head;
        this.pages = pages;
    }

    /**
     * Renders the view.
     *
     * @param state the identity
     * @param zone the zone for days when the worker's own is unknown
     * @return the view at the identity's clock
     */
    public static AccessPages of(IdentityState state, ZoneId zone) {
        List<HeldEntitlement> held = held(state);
        int pageCount = held.size() <= PAGE_SIZE ? 0 : pagesFor(held.size());
        IdentityAccess head = IdentityAccess.newBuilder()
                .setIdentityId(state.key())
                .setStatus(state.hr().standing(state.clock(), zone).status())
                .setAttributes(state.hr().attributes().valuesAt(state.clock()))
                .setAccounts(accounts(state))
                .setEntitlements(pageCount == 0 ? held : List.of())
                .setOpenFindings(state.findings().values().stream()
                        .filter(FindingState::isOpen)
                        .map(FindingState::findingId)
                        .limit(MAX_OPEN_FINDINGS)
                        .toList())
                .setPage(pageCount == 0 ? null : new AccessPage(null, pageCount))
                .build();
        return new AccessPages(head, pages(state, held, pageCount));
    }

    /**
     * The head.
     *
     * @return the record with key identityId
     */
    public IdentityAccess head() {
        return head;
    }

    /**
     * The pages by bucket.
     *
     * @return the records with keys {@code identityId#bucket}; empty when everything is in the head
     */
    public List<IdentityAccess> pages() {
        return pages;
    }

    private static List<IdentityAccess> pages(IdentityState state, List<HeldEntitlement> held, int count) {
        List<List<HeldEntitlement>> buckets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            buckets.add(new ArrayList<>());
        }
        if (count > 0) {
            held.forEach(h -> buckets.get(bucket(h, count)).add(h));
        }
        List<IdentityAccess> pages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pages.add(IdentityAccess.newBuilder()
                    .setIdentityId(state.key())
                    .setEntitlements(buckets.get(i))
                    .setPage(new AccessPage(i, count))
                    .build());
        }
        return pages;
    }

    private static int pagesFor(int size) {
        int needed = (size + PAGE_SIZE - 1) / PAGE_SIZE;
        int power = Integer.highestOneBit(needed);
        return power == needed ? power : power << 1;
    }

    private static int bucket(HeldEntitlement held, int count) {
        int hash = 31 * (31 * held.getSystem().hashCode() + held.getName().hashCode())
                + held.getAccount().hashCode();
        return (hash ^ (hash >>> 16)) & (count - 1);
    }

    private static List<HeldEntitlement> held(IdentityState state) {
        List<HeldEntitlement> all = new ArrayList<>();
        state.access().accounts().forEach((key, account) -> AccessLedger.heldAt(account, state.clock())
                .forEach((entitlement, period) -> all.add(HeldEntitlement.newBuilder()
                        .setSystem(entitlement.system())
                        .setName(entitlement.name())
                        .setAccount(key.name())
                        .setSince(Instant.ofEpochMilli(period.since()))
                        .setValidTo(period.to() == Long.MAX_VALUE ? null : Instant.ofEpochMilli(period.to()))
                        .setReason("OBSERVED")
                        .build())));
        all.sort(ORDER);
        return all;
    }

    private static List<IdentityAccount> accounts(IdentityState state) {
        List<IdentityAccount> accounts = new ArrayList<>();
        state.access().accounts().forEach((key, account) -> {
            if (!key.name().isEmpty()) {
                accounts.add(IdentityAccount.newBuilder()
                        .setSystem(key.system())
                        .setName(key.name())
                        .setState(account.state())
                        .setSince(Instant.ofEpochMilli(account.stateSince()))
                        .setKind(account.kind())
                        .build());
            }
        });
        return accounts;
    }
}
