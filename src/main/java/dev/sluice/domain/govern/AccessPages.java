package dev.sluice.domain.govern;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.entitled.Reason;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessPage;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAccount;
import dev.sluice.event.IdentityStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
     * @param policies the policies in force
     * @return the view at the identity's clock
     */
    public static AccessPages of(IdentityState state, Policies policies) {
        HrRules rules = policies.settings().hrRules();
        Standing standing = state.hr().standing(state.clock(), rules);
        Entitled entitled = Entitled.of(state, standing, policies);
        List<HeldEntitlement> held = held(state, entitled);
        int pageCount = held.size() <= PAGE_SIZE ? 0 : pagesFor(held.size());
        IdentityAccess head = record(state);
        head.setStatus(standing.status());
        head.setAttributes(state.hr().attributes().valuesAt(state.clock(), rules.precedence()));
        head.setAccounts(accounts(state));
        head.setEntitlements(pageCount == 0 ? held : List.of());
        head.setOpenFindings(openFindings(state));
        head.setPage(pageCount == 0 ? null : new AccessPage(null, pageCount));
        return new AccessPages(head, pages(state, held, pageCount));
    }

    /** What every record of the view has; made without the generated builder, which asks the schema for each field. */
    private static IdentityAccess record(IdentityState state) {
        IdentityAccess record = new IdentityAccess();
        record.setIdentityId(state.key());
        record.setStatus(IdentityStatus.UNKNOWN);
        record.setAttributes(Map.of());
        record.setAccounts(List.of());
        record.setEntitlements(List.of());
        record.setOpenFindings(List.of());
        return record;
    }

    private static List<String> openFindings(IdentityState state) {
        if (state.findings().isEmpty()) {
            return List.of();
        }
        return state.findings().values().stream()
                .filter(FindingState::isOpen)
                .map(FindingState::findingId)
                .limit(MAX_OPEN_FINDINGS)
                .toList();
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
            IdentityAccess page = record(state);
            page.setEntitlements(buckets.get(i));
            page.setPage(new AccessPage(i, count));
            pages.add(page);
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

    private static List<HeldEntitlement> held(IdentityState state, Entitled entitled) {
        List<HeldEntitlement> all = new ArrayList<>();
        state.access()
                .accounts()
                .forEach((key, account) -> AccessLedger.eachHeld(
                        account,
                        state.clock(),
                        (entitlement, period) -> all.add(held(key, entitlement, period, entitled))));
        all.sort(ORDER);
        return all;
    }

    private static HeldEntitlement held(
            AccountKey account, EntitlementKey entitlement, HoldPeriod period, Entitled entitled) {
        HeldEntitlement held = new HeldEntitlement();
        held.setSystem(entitlement.system());
        held.setName(entitlement.name());
        held.setAccount(account.name());
        held.setSince(Instant.ofEpochMilli(period.since()));
        held.setValidTo(period.to() == Long.MAX_VALUE ? null : Instant.ofEpochMilli(period.to()));
        held.setReason(entitled.reasonFor(entitlement).map(Reason::text).orElse("OBSERVED"));
        return held;
    }

    private static List<IdentityAccount> accounts(IdentityState state) {
        List<IdentityAccount> accounts = new ArrayList<>();
        state.access().accounts().forEach((key, account) -> {
            if (!key.name().isEmpty()) {
                IdentityAccount named = new IdentityAccount();
                named.setSystem(key.system());
                named.setName(key.name());
                named.setState(account.state());
                named.setSince(Instant.ofEpochMilli(account.stateSince()));
                named.setKind(account.kind());
                accounts.add(named);
            }
        });
        return accounts;
    }
}
