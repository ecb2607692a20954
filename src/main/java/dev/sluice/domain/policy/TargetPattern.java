package dev.sluice.domain.policy;

import dev.sluice.domain.Glob;
import dev.sluice.domain.access.AccountKey;

/**
 * Accounts that sessions reach, as policies write them: {@code system/account}, split at the first slash; the system is named or
 * {@code *}, and {@code *} in the account stands for any characters.
 */
public final class TargetPattern {
    private static final String EVERY_SYSTEM = "*";

    private final String text;
    private final String system;
    private final Glob account;

    private TargetPattern(String text, String system, Glob account) {
        this.text = text;
        this.system = system;
        this.account = account;
    }

    /**
     * A pattern as policies write it.
     *
     * @param text {@code system/account}
     * @return the pattern
     * @throws IllegalArgumentException if there is no slash, or nothing before or after it
     */
    public static TargetPattern parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new IllegalArgumentException("The target " + text + " is not of the form system/account.");
        }
        return new TargetPattern(text, text.substring(0, slash), Glob.parse(text.substring(slash + 1)));
    }

    /**
     * Whether an account is meant.
     *
     * @param target the account, or null
     * @return true if so
     */
    public boolean matches(AccountKey target) {
        return target != null
                && (system.equals(EVERY_SYSTEM) || system.equals(target.system()))
                && account.matches(target.name());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
