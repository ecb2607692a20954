package dev.sluice.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;

/**
 * A broker and a schema registry, started together and closed together, on a directory that is either the person's own and
 * kept, or temporary and removed.
 */
public final class EmbeddedStack implements AutoCloseable {
    private final StackParts parts;
    private final EmbeddedBroker broker;
    private final ApicurioRegistry registry;
    private final StartTimes startTimes;

    private EmbeddedStack(StackParts parts, EmbeddedBroker broker, ApicurioRegistry registry, StartTimes startTimes) {
        this.parts = parts;
        this.broker = broker;
        this.registry = registry;
        this.startTimes = startTimes;
    }

    /**
     * What a stack is started with.
     *
     * @param data the directory to keep everything in; empty for a temporary one that is removed on close
     * @param brokerPort the broker's port, 0 for any free one
     * @param registryPort the registry's port, 0 for any free one
     * @param defaultPartitions partitions of a topic created without a number
     * @param closeAtExit whether the end of the process, such as by Ctrl-C, closes the stack by itself; false for an owner
     *     that closes it in an exit hook of its own, after what still needs the stack
     */
    public record Options(
            Optional<Path> data, int brokerPort, int registryPort, int defaultPartitions, boolean closeAtExit) {
        /**
         * A temporary stack on free ports, 4 default partitions, closed at exit.
         *
         * @return the options
         */
        public static Options temporary() {
            return new Options(Optional.empty(), 0, 0, 4, true);
        }

        /**
         * @param directory the directory to keep everything in
         * @return these options with that directory
         */
        public Options withData(Path directory) {
            return new Options(Optional.of(directory), brokerPort, registryPort, defaultPartitions, closeAtExit);
        }

        /**
         * @param broker the broker's port, 0 for any free one
         * @param registry the registry's port, 0 for any free one
         * @return these options with those ports
         */
        public Options withPorts(int broker, int registry) {
            return new Options(data, broker, registry, defaultPartitions, closeAtExit);
        }

        /**
         * @param close whether the end of the process closes the stack by itself
         * @return these options with that choice
         */
        public Options withCloseAtExit(boolean close) {
            return new Options(data, brokerPort, registryPort, defaultPartitions, close);
        }
    }

    /**
     * How long each part took to be ready. Both start at the same time.
     *
     * @param broker the broker's time
     * @param registry the registry's time
     * @param total the time until both were ready
     */
    public record StartTimes(Duration broker, Duration registry, Duration total) {}

    /**
     * What each process holds in memory, in bytes; empty where the system does not tell.
     *
     * @param own this process, with the broker and everything else in it
     * @param registry the registry's process
     */
    public record Memory(OptionalLong own, OptionalLong registry) {}

    /**
     * Starts both parts at the same time and waits for both.
     *
     * @param options what to start
     * @return the running stack
     * @throws StackException when a part cannot run; nothing is left running then
     */
    public static EmbeddedStack start(Options options) {
        long begin = System.nanoTime();
        StackDirectory directory = StackDirectory.open(options.data());
        Path path = directory.path();
        var broker = StackParts.begin("stack-broker", () -> {
            EmbeddedBroker.Options in = EmbeddedBroker.Options.in(path.resolve("broker"));
            return EmbeddedBroker.start(
                    in.withPorts(options.brokerPort(), 0).withDefaultPartitions(options.defaultPartitions()));
        });
        var registry = StackParts.begin("stack-registry", () -> {
            ApicurioRegistry.Options in = ApicurioRegistry.Options.in(path.resolve("registry"));
            return ApicurioRegistry.start(in.withPort(options.registryPort()));
        });
        StackParts parts = new StackParts(directory, broker, registry, options.closeAtExit());
        try {
            StartTimes times = new StartTimes(
                    broker.join().took(), registry.join().took(), Duration.ofNanos(System.nanoTime() - begin));
            EmbeddedStack stack = new EmbeddedStack(
                    parts, broker.join().part(), registry.join().part(), times);
            new Endpoints(
                            stack.bootstrapServers(),
                            stack.registryUrl(),
                            ProcessHandle.current().pid())
                    .writeTo(path);
            return stack;
        } catch (CompletionException e) {
            parts.close();
            throw e.getCause() instanceof StackException told
                    ? told
                    : new StackException("The embedded stack could not start (" + e.getCause() + ").", e.getCause());
        } catch (StackException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * @return the value for {@code bootstrap.servers}
     */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /**
     * @return the value for {@code schema.registry.url}
     */
    public String registryUrl() {
        return registry.url();
    }

    /**
     * @return the running broker; close the stack, not the broker
     */
    public EmbeddedBroker broker() {
        return broker;
    }

    /**
     * @return the running registry; close the stack, not the registry
     */
    public ApicurioRegistry registry() {
        return registry;
    }

    /**
     * @return where everything is kept, an absolute path
     */
    public Path dataDirectory() {
        return parts.directory();
    }

    /**
     * @return how long each part took to be ready
     */
    public StartTimes startTimes() {
        return startTimes;
    }

    /**
     * @return what each process holds in memory now
     */
    public Memory memory() {
        return new Memory(ResidentMemory.of(ProcessHandle.current().pid()), registry.residentBytes());
    }

    /**
     * Adds something that uses the stack and has to stop before it does, also when the process is told to end.
     *
     * @param close stops it; what it throws is logged
     */
    public void closeFirst(Runnable close) {
        parts.closeFirst(close);
    }

    /** Stops both parts and removes a temporary directory. Does nothing the second time. */
    @Override
    public void close() {
        parts.close();
    }
}
