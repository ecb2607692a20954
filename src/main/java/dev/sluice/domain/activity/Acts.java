package dev.sluice.domain.activity;

import dev.sluice.domain.Validation;
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
import java.util.List;

/** Reads from events what somebody did. */
public final class Acts {
    private Acts() {}

    /**
     * What was done by an event about authentication.
     *
     * @param event a validated event
     * @param detection which addresses tell nothing about where somebody is, and which accounts are for emergencies
     * @return one; none if it says of nobody what they did: a challenge, a log-out, a reset by whomever
     */
    public static List<Act> of(AuthenticationEvent event, Detection detection) {
        ActKind kind = kind(event.getAction());
        if (kind == null) {
            return List.of();
        }
        boolean hidden = kind != ActKind.LOGIN || detection.hidesPlaces(event.getSourceIp());
        AccountKey account = account(event.getSubject());
        return List.of(new Act(
                event.getHeader().getOccurredAt().toEpochMilli(),
                kind,
                account,
                hidden ? null : Place.of(event.getLocation()),
                isForEmergencies(event.getSubject().getAccount(), account, detection)));
    }

    /**
     * What was done by an event about a privileged session.
     *
     * @param event a validated event
     * @param detection which accounts are for emergencies
     * @return one; two if it names the account by which somebody came and the one to which they went, as both were used; none if it
     *     says of nobody what they did: what ended, or was given back
     */
    public static List<Act> of(PrivilegedSessionEvent event, Detection detection) {
        ActKind kind = kind(event.getAction());
        if (kind == null) {
            return List.of();
        }
        long at = event.getHeader().getOccurredAt().toEpochMilli();
        AccountKey by = account(event.getSubject());
        AccountKey to = target(event.getTarget());
        boolean emergency = event.getBreakGlass()
                || isForEmergencies(event.getSubject().getAccount(), by, detection)
                || to != null && detection.breakGlass().contains(to);
        Act act = new Act(at, kind, to == null ? by : to, null, emergency);
        boolean twice = by != null && to != null && !by.equals(to);
        return twice ? List.of(act, new Act(at, kind, by, null, emergency)) : List.of(act);
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

    private static AccountKey account(Subject subject) {
        AccountRef account = subject.getAccount();
        return account == null ? null : new AccountKey(account.getSystem(), account.getName());
    }

    /** What could not be the name of an account is none: nothing else keeps a hostile name from being stored. */
    private static AccountKey target(SessionTarget target) {
        if (target == null || target.getSystem() == null || target.getAccount() == null) {
            return null;
        }
        AccountRef account = AccountRef.newBuilder()
                .setSystem(target.getSystem())
                .setName(target.getAccount())
                .build();
        return Validation.isAccount(account) ? new AccountKey(account.getSystem(), account.getName()) : null;
    }

    private static boolean isForEmergencies(AccountRef account, AccountKey key, Detection detection) {
        return account != null
                && (account.getKind() == AccountKind.BREAK_GLASS
                        || detection.breakGlass().contains(key));
    }
}
