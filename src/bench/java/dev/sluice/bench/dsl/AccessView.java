package dev.sluice.bench.dsl;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AccountState;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAccount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the access events say an identity holds, folded one by one in the order in which they arrive. */
final class AccessView {
    private AccessView() {}

    static IdentityAccess fold(String id, AccessEvent event, IdentityAccess before) {
        AccountRef account = event.getSubject().getAccount();
        if (account == null) {
            return before;
        }
        IdentityAccess after = copy(id, before);
        Instant at = event.getHeader().getOccurredAt();
        switch (event.getAction()) {
            case ENTITLEMENT_GRANTED -> {
                remove(after, account, event.getEntitlement());
                after.getEntitlements().add(held(account, event.getEntitlement(), at));
            }
            case ENTITLEMENT_REVOKED -> remove(after, account, event.getEntitlement());
            case ACCESS_SNAPSHOT -> {
                removeAll(after, account);
                event.getSnapshot()
                        .forEach(entitlement -> after.getEntitlements().add(held(account, entitlement, at)));
            }
            case ACCOUNT_CREATED, ACCOUNT_ENABLED -> state(after, account, AccountState.ENABLED, at);
            case ACCOUNT_DISABLED -> state(after, account, AccountState.DISABLED, at);
            case ACCOUNT_DELETED -> {
                state(after, account, AccountState.DELETED, at);
                removeAll(after, account);
            }
            default -> {
                return before;
            }
        }
        return after;
    }

    /** The value in the store stays as it is; what its lists hold is never changed, so it is shared. */
    private static IdentityAccess copy(String id, IdentityAccess before) {
        return new IdentityAccess(
                id,
                before.getStatus(),
                before.getAttributes(),
                new ArrayList<>(before.getAccounts()),
                new ArrayList<>(before.getEntitlements()),
                before.getOpenFindings(),
                before.getPage(),
                before.getTruncated());
    }

    private static HeldEntitlement held(AccountRef account, EntitlementRef entitlement, Instant since) {
        return HeldEntitlement.newBuilder()
                .setSystem(entitlement.getSystem())
                .setName(entitlement.getName())
                .setAccount(account.getName())
                .setSince(since)
                .setReason("OBSERVED")
                .build();
    }

    private static void remove(IdentityAccess view, AccountRef account, EntitlementRef entitlement) {
        view.getEntitlements()
                .removeIf(held -> held.getName().equals(entitlement.getName())
                        && held.getSystem().equals(entitlement.getSystem())
                        && held.getAccount().equals(account.getName()));
    }

    private static void removeAll(IdentityAccess view, AccountRef account) {
        view.getEntitlements()
                .removeIf(held -> held.getSystem().equals(account.getSystem())
                        && held.getAccount().equals(account.getName()));
    }

    private static void state(IdentityAccess view, AccountRef account, AccountState state, Instant since) {
        List<IdentityAccount> accounts = view.getAccounts();
        accounts.removeIf(known ->
                known.getSystem().equals(account.getSystem()) && known.getName().equals(account.getName()));
        accounts.add(IdentityAccount.newBuilder()
                .setSystem(account.getSystem())
                .setName(account.getName())
                .setState(state)
                .setSince(since)
                .build());
    }
}
