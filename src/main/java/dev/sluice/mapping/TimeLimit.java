package dev.sluice.mapping;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs work that can't be interrupted under a time limit: a template, or a regular expression in it, may go on for ever.
 * Work that exceeds the limit is left behind on its thread, a daemon, and a few of those end the run.
 */
final class TimeLimit implements AutoCloseable {
    private static final int MAX_LEFT_BEHIND = 4;

    private final Duration limit;
    private ExecutorService worker = newWorker();
    private int leftBehind;

    TimeLimit(Duration limit) {
        this.limit = limit;
    }

    private static ExecutorService newWorker() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "sluice-mapping");
            thread.setDaemon(true);
            return thread;
        });
    }

    MappingResult run(Supplier<MappingResult> work) {
        Future<MappingResult> future = worker.submit(work::get);
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return exceeded(future);
        } catch (ExecutionException e) {
            return new MappingResult.Failed("MAPPING_ERROR", RecordRefusal.bounded(String.valueOf(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MappingException("The run was interrupted.", e);
        }
    }

    private MappingResult exceeded(Future<MappingResult> future) {
        future.cancel(true);
        worker.shutdownNow();
        worker = newWorker();
        leftBehind++;
        if (leftBehind > MAX_LEFT_BEHIND) {
            throw new MappingException("The mapping exceeded its time limit of " + limit.toMillis() + " ms on "
                    + leftBehind + " payloads; make its loops and regular expressions cheaper.");
        }
        return new MappingResult.Failed("TOO_SLOW", "the mapping took longer than " + limit.toMillis() + " ms");
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
