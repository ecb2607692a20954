package dev.sluice.torture.oracle;

/** One thing that has to be so after a run. */
public interface Check {
    /**
     * Looks whether it is so.
     *
     * @return what was counted, and what is wrong
     */
    Verdict judge();
}
