package dev.sluice.architecture.other;

import dev.sluice.architecture.cli.Output;
import dev.sluice.architecture.embedded.Broker;

/** Counter-example: a part of the server that leans on what is not distributed, and on the command line. */
final class ServerThatUsesTheBroker {
    private static int calls;

    void run(Broker broker, Output output) {
        calls++;
        System.out.println("call " + calls);
        output.print("port " + broker.port());
    }
}
