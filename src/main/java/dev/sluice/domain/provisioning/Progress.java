package dev.sluice.domain.provisioning;

/** How far an open command has come. Stored by its place: add at the end only. */
public enum Progress {
    /** Issued; nothing was heard of it. */
    WAITING,
    /** Issued; the target has said that it failed. It is repeated all the same. */
    REFUSED,
    /** Issued as often as the policy allows, and nothing was heard: people have been asked. */
    OVERDUE,
    /** Issued as often as the policy allows, and the target said that it failed: people have been asked. */
    FAILED,
    /** Not issued: the brake holds what follows from its source's changes. */
    HELD;

    /**
     * Whether it is not repeated any more.
     *
     * @return true once people have been asked
     */
    public boolean isEscalated() {
        return this == OVERDUE || this == FAILED;
    }
}
