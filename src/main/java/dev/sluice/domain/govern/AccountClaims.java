package dev.sluice.domain.govern;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;

/**
 * What an event says of whose an account is: told once when the identity first has it, so that events that know only the
 * account find their way.
 */
final class AccountClaims {
    private final AccessEvent event;
    private final boolean tells;

    private AccountClaims(AccessEvent event, boolean tells) {
        this.event = event;
        this.tells = tells;
    }

    /** To be asked before the event is recorded. */
    static AccountClaims before(IdentityState state, AccessEvent event) {
        AccountRef ref = event.getSubject().getAccount();
        boolean tells = ref != null
                && !SubjectKeys.isAccount(state.key())
                && switch (event.getAction()) {
                    case ACCOUNT_CREATED, ACCOUNT_ENABLED, ACCOUNT_DELETED, ACCOUNT_LINKED, ACCOUNT_RENAMED -> true;
                    case ACCOUNT_UPDATED,
                            ACCOUNT_DISABLED,
                            ENTITLEMENT_GRANTED,
                            ENTITLEMENT_REVOKED,
                            SSH_KEY_DEPLOYED,
                            ACCESS_SNAPSHOT -> !isKnown(state, ref);
                    case REQUEST_SUBMITTED,
                            REQUEST_APPROVED,
                            REQUEST_REJECTED,
                            REQUEST_CANCELLED,
                            PROVISIONING_FAILED,
                            UNKNOWN -> false;
                };
        return new AccountClaims(event, tells);
    }

    private static boolean isKnown(IdentityState state, AccountRef ref) {
        return state.access().names().get(new AccountKey(ref.getSystem(), ref.getName())) != null;
    }

    void tell(Decisions out) {
        if (!tells) {
            return;
        }
        AccountRef ref = event.getSubject().getAccount();
        long at = event.getHeader().getOccurredAt().toEpochMilli();
        if (event.getAction() == AccessAction.ACCOUNT_RENAMED) {
            out.claim(SubjectKeys.account(ref.getSystem(), event.getPreviousName()), ClaimChange.RENAMED, at);
        }
        out.claim(SubjectKeys.account(ref.getSystem(), ref.getName()), change(ref), at);
    }

    private ClaimChange change(AccountRef ref) {
        if (event.getAction() == AccessAction.ACCOUNT_DELETED) {
            return ClaimChange.ENDED;
        }
        return ref.getKind() == AccountKind.SHARED ? ClaimChange.SHARED : ClaimChange.MADE;
    }
}
