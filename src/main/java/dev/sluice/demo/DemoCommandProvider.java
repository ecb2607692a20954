package dev.sluice.demo;

import dev.sluice.cli.CommandProvider;

/** Adds {@code demo} where the embedded broker is on the class path. */
public final class DemoCommandProvider implements CommandProvider {
    /** For the service loader. */
    public DemoCommandProvider() {}

    @Override
    public Object command() {
        return new DemoCommand();
    }
}
