package dev.sluice.stream;

import java.util.concurrent.atomic.AtomicInteger;

/** The memory that all tasks of a process may take for identities: each of the tasks that are open has an equal share. */
final class CacheBudget {
    private final long bytes;
    private final AtomicInteger tasks = new AtomicInteger();

    CacheBudget(long bytes) {
        this.bytes = bytes;
    }

    /** Takes a share for a task. */
    Share join() {
        tasks.incrementAndGet();
        return new Share();
    }

    /** What one task may take. For one thread at a time. */
    final class Share {
        private boolean joined = true;

        /** The bytes that the task may take now; it changes as tasks come and go. */
        long limit() {
            return bytes / Math.max(1, tasks.get());
        }

        /** Gives the share back. */
        void leave() {
            if (joined) {
                joined = false;
                tasks.decrementAndGet();
            }
        }
    }
}
