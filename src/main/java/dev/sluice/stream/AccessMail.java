package dev.sluice.stream;

import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.Validation;
import dev.sluice.event.ApiAccess;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import java.util.Optional;

/** What the query API tells the stage of who asked it for what, so that it becomes part of the audit's chain. */
final class AccessMail {
    private static final int LEAST_STATUS = 100;
    private static final int MOST_STATUS = 599;

    private AccessMail() {}

    static boolean takes(ExchangeKind kind) {
        return kind == ExchangeKind.ACCESS;
    }

    /** Why no query API can have written a message: the audit repeats what it says. */
    static Optional<Rejection> check(Exchange message) {
        ApiAccess access = message.getAccess();
        boolean wellFormed = access != null
                && Validation.isSubjectKey(message.getReceiver())
                && Validation.isText(access.getAccessId())
                && Validation.isText(access.getInstance())
                && access.getStatus() >= LEAST_STATUS
                && access.getStatus() <= MOST_STATUS
                && access.getUnrecorded() >= 0
                && Validation.isInstant(access.getAt())
                && (access.getAsOf() == null || Validation.isInstant(access.getAsOf()))
                && isIdOrNull(access.getClient())
                && isIdOrNull(access.getIdentityId())
                && isIdOrNull(access.getFindingId())
                && isIdOrNull(access.getCommandId())
                && (access.getAccount() == null || Validation.isAccount(access.getAccount()))
                && (access.getEntitlement() == null || Validation.isEntitlement(access.getEntitlement()));
        return wellFormed
                ? Optional.empty()
                : Optional.of(
                        new Rejection(ReasonCode.INVALID_FIELD, "Refused: no query API has written this ACCESS."));
    }

    private static boolean isIdOrNull(String text) {
        return text == null || Validation.isIdentityId(text);
    }
}
