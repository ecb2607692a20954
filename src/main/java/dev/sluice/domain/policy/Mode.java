package dev.sluice.domain.policy;

/** What Sluice may do in a target system. */
public enum Mode {
    /** Commands are issued and findings raised. */
    ENFORCE,
    /** Findings are raised, no commands. Holds for every system without a policy. */
    REPORT,
    /** Neither commands nor findings. */
    IGNORE
}
