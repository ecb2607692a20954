package dev.sluice.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stack consists of, from the moment its start begins: so that a Ctrl-C in the middle of a start leaves nothing either. */
final class StackParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StackParts.class);

    private final StackDirectory directory;
    private final CompletableFuture<Started<EmbeddedBroker>> broker;
    private final CompletableFuture<Started<ApicurioRegistry>> registry;
    private final Optional<Thread> hook;
    private final List<Runnable> first = new CopyOnWriteArrayList<>();
    private boolean closed;

    StackParts(
            StackDirectory directory,
            CompletableFuture<Started<EmbeddedBroker>> broker,
            CompletableFuture<Started<ApicurioRegistry>> registry,
            boolean closeAtExit) {
        this.directory = directory;
        this.broker = broker;
        this.registry = registry;
        this.hook = closeAtExit ? Optional.of(new Thread(this::closeAll, "stack-close")) : Optional.empty();
        hook.ifPresent(StackParts::addHook);
    }

    /**
     * A part that runs.
     *
     * @param part the part
     * @param took how long its start took
     */
    record Started<T>(T part, Duration took) {}

    /** Starts a part on a thread of its own; the result fails with what the start throws. */
    static <T> CompletableFuture<Started<T>> begin(String name, Supplier<T> start) {
        CompletableFuture<Started<T>> result = new CompletableFuture<>();
        Runnable task = () -> {
            long begin = System.nanoTime();
            try {
                T part = start.get();
                result.complete(new Started<>(part, Duration.ofNanos(System.nanoTime() - begin)));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        };
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /** Adds what has to stop while the parts still run. */
    void closeFirst(Runnable close) {
        first.add(close);
    }

    Path directory() {
        return directory.path();
    }

    @Override
    public void close() {
        hook.ifPresent(StackParts::removeHook);
        closeAll();
    }

    private static void addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is ending while the stack starts; the stack ends with it");
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook runs or has run, and closing twice is harmless.
            LOG.trace("The exit hook of the stack is running", e);
        }
    }

    private synchronized void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        try (directory) {
            Endpoints.removeFrom(directory.path());
            first.forEach(close -> closeQuietly(close, Runnable::run));
            // The registry last: what the broker still serves may have to be decoded.
            closeWhenStarted(broker, EmbeddedBroker::close);
            closeWhenStarted(registry, ApicurioRegistry::close);
        }
    }

    /** Waits for the end of a start, so that nothing comes up after everything was closed. */
    private static <T> void closeWhenStarted(CompletableFuture<Started<T>> start, Consumer<T> close) {
        start.handle((started, failure) -> {
                    if (started != null) {
                        closeQuietly(started.part(), close);
                    }
                    return failure;
                })
                .join();
    }

    private static <T> void closeQuietly(T part, Consumer<T> close) {
        try {
            close.accept(part);
        } catch (RuntimeException e) {
            LOG.warn("A part of the stack could not be closed: {}", e.toString());
        }
    }
}
