package dev.sluice.demo;

import dev.sluice.cli.CommandProvider;

/** Adds {@code cluster} where the embedded broker is on the class path. */
public final class ClusterCommandProvider implements CommandProvider {
    /** For the service loader. */
    public ClusterCommandProvider() {}

    @Override
    public Object command() {
        return new ClusterCommand();
    }
}
