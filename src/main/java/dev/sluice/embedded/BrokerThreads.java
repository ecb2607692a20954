package dev.sluice.embedded;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Exit;

/**
 * The group every thread of one broker belongs to, by inheritance. A broker that cannot go on calls Kafka's
 * {@link Exit}, which would end this whole process. The group is how such a call is told from one that is really meant for
 * the process, and which of several brokers it speaks for.
 */
final class BrokerThreads extends ThreadGroup {
    private final CompletableFuture<String> surrender = new CompletableFuture<>();

    BrokerThreads(String name) {
        super(name);
    }

    /** Completes when the broker asked for the end of the process, with what it said. */
    CompletableFuture<String> surrender() {
        return surrender;
    }

    /** Runs a task on a thread of this group, whose children belong to the group as well. */
    void run(Runnable task, String name) {
        Thread thread = new Thread(this, task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Takes over Kafka's exit procedures. Outside of a broker's threads they do what they did before, so they stay for the
     * rest of the process: a late thread of a closed broker must not end it either.
     */
    static void interceptExits() {
        Exit.setExitProcedure((status, message) -> leave(status, message, false));
        Exit.setHaltProcedure((status, message) -> leave(status, message, true));
    }

    private static void leave(int status, String message, boolean halt) {
        for (ThreadGroup at = Thread.currentThread().getThreadGroup(); at != null; at = at.getParent()) {
            if (at instanceof BrokerThreads broker) {
                broker.surrender.complete("exit status " + status + (message == null ? "" : ": " + message));
                return;
            }
        }
        if (halt) {
            Runtime.getRuntime().halt(status);
        } else {
            System.exit(status);
        }
    }
}
