package dev.sluice.domain.brake;

/** What becomes of the commands that follow from an announced change. Stored by its place: add at the end only. */
public enum Verdict {
    /** They are issued. */
    FREE,
    /** They wait until somebody releases or discards them. */
    HELD,
    /** They are not issued at all: somebody decided that the change was a mistake of its source. */
    DISCARDED
}
