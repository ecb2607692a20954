package dev.sluice.domain.govern;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldSums;
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
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
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

    private final IdentityState state;
    private final Entitled entitled;
    private final IdentityAccess head;
    private final long[] digests;
    private final List<IdentityAccess> pages = new ArrayList<>();

    private AccessPages(IdentityState state, Entitled entitled, IdentityAccess head, long[] digests) {
        this.state = state;
        this.entitled = entitled;
        this.head = head;
        this.digests = digests;
    }

    /**
     * Whether so many entitlements may be on pages.
     *
     * @param rows how many there are, held or not
     * @return false if they are in the head
     */
    public static boolean isPaged(long rows) {
        return rows > PAGE_SIZE;
    }

    /**
     * Renders the view.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return the view at the identity's clock
     */
    public static AccessPages of(IdentityState state, Policies policies) {
        AccessPages view = digested(state, policies);
        BitSet all = new BitSet();
        all.set(0, view.pageCount());
        view.pages.addAll(view.pages(all));
        return view;
    }

    /**
     * Renders the head, and finds out what pages there are without making them: whoever holds ten thousand entitlements has mostly one
     * page that has changed.
     *
     * @param state the identity
     * @param policies the policies in force
     * @return the view at the identity's clock, whose pages can be asked for until the next fact
     */
    public static AccessPages digested(IdentityState state, Policies policies) {
        HrRules rules = policies.settings().hrRules();
        Standing standing = state.hr().standing(state.clock(), rules);
        Entitled entitled = Entitled.of(state, standing, policies);
        PagedHoldings held = new PagedHoldings(state);
        int count = held.pageCount();
        IdentityAccess head = record(state);
        head.setStatus(standing.status());
        head.setAttributes(state.hr().attributes().valuesAt(state.clock(), rules.precedence()));
        head.setAccounts(accounts(state));
        head.setEntitlements(count == 0 ? held(state, entitled) : List.of());
        head.setOpenFindings(openFindings(state));
        head.setPage(count == 0 ? null : new AccessPage(null, count));
        return new AccessPages(state, entitled, head, held.digests(entitled));
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
     * How many pages there are.
     *
     * @return the number; 0 when everything is in the head
     */
    public int pageCount() {
        return digests.length;
    }

    /**
     * A number that is another one as soon as anything is on a page that was not.
     *
     * @param bucket the page
     * @return the number
     */
    public long digest(int bucket) {
        return digests[bucket];
    }

    /**
     * Renders some pages, if nothing was told of the identity since. What is held is looked at once, however many they are.
     *
     * @param buckets the pages
     * @return the records with keys {@code identityId#bucket}, in the order of their numbers
     */
    public List<IdentityAccess> pages(BitSet buckets) {
        if (buckets.isEmpty()) {
            return List.of();
        }
        int count = digests.length;
        Map<Integer, List<HeldEntitlement>> byBucket = new HashMap<>();
        state.access().accounts().forEach((key, account) -> {
            int name = PagedHoldings.number(key);
            AccessLedger.eachHeld(
                    account,
                    state.clock(),
                    hash -> buckets.get(HeldSums.page(hash, name, count)),
                    (entitlement, period) -> byBucket.computeIfAbsent(
                                    HeldSums.page(entitlement.hashCode(), name, count), b -> new ArrayList<>())
                            .add(held(key, entitlement, period, entitled)));
        });
        List<IdentityAccess> some = new ArrayList<>();
        for (int bucket = buckets.nextSetBit(0); bucket >= 0; bucket = buckets.nextSetBit(bucket + 1)) {
            IdentityAccess page = record(state);
            List<HeldEntitlement> held = byBucket.getOrDefault(bucket, new ArrayList<>());
            held.sort(ORDER);
            page.setEntitlements(held);
            page.setPage(new AccessPage(bucket, count));
            some.add(page);
        }
        return some;
    }

    /**
     * The pages by bucket.
     *
     * @return the records with keys {@code identityId#bucket}; empty when everything is in the head
     */
    public List<IdentityAccess> pages() {
        return pages;
    }

    private static List<HeldEntitlement> held(IdentityState state, Entitled entitled) {
        List<HeldEntitlement> held = new ArrayList<>();
        state.access()
                .accounts()
                .forEach((key, account) -> AccessLedger.eachHeld(
                        account,
                        state.clock(),
                        (entitlement, period) -> held.add(held(key, entitlement, period, entitled))));
        held.sort(ORDER);
        return held;
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
