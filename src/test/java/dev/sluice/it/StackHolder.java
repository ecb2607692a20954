package dev.sluice.it;

import dev.sluice.embedded.EmbeddedStack;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that runs a stack until it is ended from outside. It says on standard output when the stack is ready. */
public final class StackHolder {
    private StackHolder() {}

    /**
     * Runs a stack.
     *
     * @param args the data directory, or nothing for a temporary one
     * @throws InterruptedException never in practice
     */
    public static void main(String[] args) throws InterruptedException {
        EmbeddedStack.Options options = EmbeddedStack.Options.temporary();
        EmbeddedStack stack = EmbeddedStack.start(args.length == 0 ? options : options.withData(Path.of(args[0])));
        System.out.println("READY " + stack.registry().pid() + " " + stack.dataDirectory());
        new CountDownLatch(1).await();
    }
}
