package dev.sluice.audit.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Works on things with all threads of a pool, and hands on what comes of them in the order in which they came. So much of them is on its way at
 * most that memory is bounded; who adds more waits. For one thread at a time, which is also the one that they are handed on to.
 *
 * @param <T> what comes
 * @param <R> what comes of it
 */
public final class InOrder<T, R> {
    private static final int BATCH = 256;
    private static final long BATCH_BYTES = 256 << 10;

    private final ExecutorService pool;
    private final int batches;
    private final ToLongFunction<T> size;
    private final Supplier<Function<T, R>> work;
    private final Consumer<R> next;
    private final Deque<Future<List<R>>> onTheWay = new ArrayDeque<>();
    private List<T> batch = new ArrayList<>();
    private long bytes;

    /**
     * Nothing yet.
     *
     * @param pool does the work; stays open
     * @param batches how many batches, of 256 things or a quarter of a mebibyte, may be on their way; 1 or more
     * @param size how many bytes a thing has
     * @param work what is done with each; one is made for each batch, and used by one thread
     * @param next takes what comes of it
     */
    public InOrder(
            ExecutorService pool,
            int batches,
            ToLongFunction<T> size,
            Supplier<Function<T, R>> work,
            Consumer<R> next) {
        this.pool = pool;
        this.batches = batches;
        this.size = size;
        this.work = work;
        this.next = next;
    }

    /**
     * Adds one.
     *
     * @param thing the thing
     * @throws CancellationException if the thread is interrupted while it waits
     */
    public void add(T thing) {
        batch.add(thing);
        bytes += size.applyAsLong(thing);
        if (batch.size() >= BATCH || bytes >= BATCH_BYTES) {
            send();
        }
    }

    private void send() {
        List<T> sent = batch;
        batch = new ArrayList<>(BATCH);
        bytes = 0;
        onTheWay.addLast(pool.submit(() -> {
            Function<T, R> each = work.get();
            return sent.stream().map(each).toList();
        }));
        while (onTheWay.size() >= batches) {
            take();
        }
    }

    private void take() {
        try {
            onTheWay.removeFirst().get().forEach(next);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted before all was read");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Waits until all are handed on.
     *
     * @throws CancellationException if the thread is interrupted while it waits
     */
    public void finish() {
        if (!batch.isEmpty()) {
            send();
        }
        while (!onTheWay.isEmpty()) {
            take();
        }
    }
}
