package dev.sluice.demo;

import dev.sluice.cli.CommandProvider;

/** Adds {@code stack} where the embedded broker is on the class path. */
public final class StackCommandProvider implements CommandProvider {
    /** For the service loader. */
    public StackCommandProvider() {}

    @Override
    public Object command() {
        return new StackCommand();
    }
}
