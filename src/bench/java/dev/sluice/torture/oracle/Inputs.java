package dev.sluice.torture.oracle;

import java.util.List;

/** What is fed. */
public final class Inputs {
    /** The topics of events, without prefix. */
    public static final List<String> TOPICS =
            List.of("identity", "access", "authentication", "privileged-session", "compliance");

    private Inputs() {}
}
