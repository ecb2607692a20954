package dev.sluice.ops;

/** What a process says of itself. Asked from any thread; an answer waits for nobody. */
public interface Probes {
    /**
     * Whether the process works, be it that what it needs is down.
     *
     * @return no asks for a restart
     */
    Answer live();

    /**
     * Whether it does its work now.
     *
     * @return no asks for patience or attention, not for a restart
     */
    Answer ready();

    /**
     * Whether it has done its work once since it was started.
     *
     * @return no until then
     */
    Answer started();
}
