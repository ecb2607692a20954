package dev.sluice.domain.policy;

/** What becomes of an account while its identity is on leave. */
public enum OnLeave {
    /** The account is disabled for the leave and enabled after it. Access is suspended, never revoked. */
    DISABLE,
    /** The account stays as it is. */
    KEEP
}
