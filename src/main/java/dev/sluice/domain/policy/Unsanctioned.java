package dev.sluice.domain.policy;

/** What becomes of access that never had a reason (UNSANCTIONED_ACCESS). */
public enum Unsanctioned {
    /** A finding is raised. */
    REPORT,
    /** A finding is raised and the access is revoked, where the mode is enforce. */
    REVOKE,
    /** Nothing. */
    IGNORE
}
