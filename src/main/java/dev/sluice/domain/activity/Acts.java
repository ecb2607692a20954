package dev.sluice.domain.activity;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.policy.Detection;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Subject;
import java.util.Optional;

/** Reads from events what somebody did. */
public final class Acts {
    private Acts() {}

    /**
     * What was done by an event about authentication.
     *
     * @param event a validated event
     * @param detection which addresses tell nothing about where somebody is
     * @return empty if it says of nobody what they did: a challenge, a log-out, a reset by whomever
     */
    public static Optional<Act> of(AuthenticationEvent event, Detection detection) {
        ActKind kind = kind(event.getAction());
        if (kind == null) {
            return Optional.empty();
        }
        boolean hidden = kind != ActKind.LOGIN || detection.hidesPlaces(event.getSourceIp());
        return Optional.of(new Act(
                event.getHeader().getOccurredAt().toEpochMilli(),
                kind,
                account(event.getSubject(), null),
                hidden ? null : Place.of(event.getLocation()),
                isForEmergencies(event.getSubject().getAccount())));
    }

    /**
     * What was done by an event about a privileged session.
     *
     * @param event a validated event
     * @return empty if it says of nobody what they did: what ended, or was given back
     */
    public static Optional<Act> of(PrivilegedSessionEvent event) {
        ActKind kind = kind(event.getAction());
        boolean emergency =
                event.getBreakGlass() || isForEmergencies(event.getSubject().getAccount());
        return Optional.ofNullable(kind)
                .map(known -> new Act(
                        event.getHeader().getOccurredAt().toEpochMilli(),
                        known,
                        account(event.getSubject(), event.getTarget()),
                        null,
                        emergency));
    }

    private static ActKind kind(AuthenticationAction action) {
        return switch (action) {
            case LOGIN_SUCCEEDED -> ActKind.LOGIN;
            case LOGIN_FAILED -> ActKind.FAILURE;
            case MFA_SUCCEEDED -> ActKind.FACTOR;
            case MFA_DENIED -> ActKind.DENIAL;
            case TOKEN_ISSUED -> ActKind.TOKEN;
            case MFA_CHALLENGED, LOGOUT, PASSWORD_RESET, UNKNOWN -> null;
        };
    }

    private static ActKind kind(PrivilegedSessionAction action) {
        return switch (action) {
            case SESSION_STARTED, COMMAND_EXECUTED, FILE_TRANSFERRED, CREDENTIAL_CHECKED_OUT -> ActKind.SESSION;
            case SECRET_LEASED, SECRET_RETRIEVED -> ActKind.SECRET;
            case PIPELINE_STARTED -> ActKind.PIPELINE;
            case SESSION_ENDED, CREDENTIAL_CHECKED_IN, CREDENTIAL_ROTATED, SECRET_RETURNED, PIPELINE_ENDED, UNKNOWN ->
                null;
        };
    }

    private static AccountKey account(Subject subject, SessionTarget target) {
        AccountRef account = subject.getAccount();
        if (account != null) {
            return new AccountKey(account.getSystem(), account.getName());
        }
        boolean named = target != null && target.getSystem() != null && target.getAccount() != null;
        return named ? new AccountKey(target.getSystem(), target.getAccount()) : null;
    }

    private static boolean isForEmergencies(AccountRef account) {
        return account != null && account.getKind() == AccountKind.BREAK_GLASS;
    }
}
