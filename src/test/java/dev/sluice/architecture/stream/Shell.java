package dev.sluice.architecture.stream;

import dev.sluice.architecture.domain.GoodDomain;

/** One half of a cycle, together with the core that knows it. */
public final class Shell {
    private final GoodDomain core = new GoodDomain();

    /** A name. */
    public String topic() {
        return "topic-" + core.hashCode();
    }
}
