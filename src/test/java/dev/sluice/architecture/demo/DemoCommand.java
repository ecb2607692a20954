package dev.sluice.architecture.demo;

import dev.sluice.architecture.cli.Output;
import dev.sluice.architecture.embedded.Broker;

/** An example that keeps the rules: the demo may use the broker and the command line. */
final class DemoCommand {
    void run(Broker broker, Output output) {
        output.print("port " + broker.port());
    }
}
