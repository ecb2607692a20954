package dev.sluice.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real Apicurio Registry 3 as a child process on the loopback address, speaking the Confluent protocol. Schemas are kept
 * in a file database in its directory. The child ends with this process, however this process ends.
 */
public final class ApicurioRegistry implements AutoCloseable {
    /** The system property that names the folder the registry is unpacked in. */
    public static final String HOME_PROPERTY = "sluice.registry.home";

    /** The log's name inside the data directory. */
    static final String LOG_FILE = "registry.log";

    private static final Logger LOG = LoggerFactory.getLogger(ApicurioRegistry.class);
    private static final int ATTEMPTS = 3;
    private static final long POLL_MS = 50;
    private static final long STOP_LIMIT_MS = 5_000;

    private final Process process;
    private final DirectoryLock lock;
    private final Path log;
    private final int port;

    private ApicurioRegistry(Process process, DirectoryLock lock, Path log, int port) {
        this.process = process;
        this.lock = lock;
        this.log = log;
        this.port = port;
    }

    /**
     * What a registry is started with.
     *
     * @param dataDirectory where the database and the log are kept; created when missing
     * @param port the port, 0 for any free one
     * @param home the folder the registry is unpacked in
     * @param java the Java program to run it
     * @param heapMebibytes the child's largest heap, in MiB
     * @param startLimit how long a start may take
     */
    public record Options(Path dataDirectory, int port, Path home, Path java, int heapMebibytes, Duration startLimit) {
        /**
         * A free port, the unpacked registry of the build or of {@value #HOME_PROPERTY}, this process's own Java, 256 MiB,
         * 60 seconds.
         *
         * @param dataDirectory where the database and the log are kept
         * @return the options
         */
        public static Options in(Path dataDirectory) {
            Path home = Path.of(System.getProperty(HOME_PROPERTY, "target/apicurio"));
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            return new Options(dataDirectory, 0, home, java, 256, Duration.ofSeconds(60));
        }

        /**
         * @param newPort the port, 0 for any free one
         * @return these options with another port
         */
        public Options withPort(int newPort) {
            return new Options(dataDirectory, newPort, home, java, heapMebibytes, startLimit);
        }

        /**
         * @param newHome the folder the registry is unpacked in
         * @return these options with another folder
         */
        public Options withHome(Path newHome) {
            return new Options(dataDirectory, port, newHome, java, heapMebibytes, startLimit);
        }

        /**
         * @param program the Java program to run it
         * @return these options with another program
         */
        public Options withJava(Path program) {
            return new Options(dataDirectory, port, home, program, heapMebibytes, startLimit);
        }

        /**
         * @param mebibytes the child's largest heap, in MiB
         * @return these options with another heap
         */
        public Options withHeap(int mebibytes) {
            return new Options(dataDirectory, port, home, java, mebibytes, startLimit);
        }
    }

    /**
     * Starts a registry and waits until it answers.
     *
     * @param options what to start
     * @return the running registry
     * @throws StackException when it cannot run: port taken, Java or the registry missing, directory unusable or in use, too
     *     slow; with the end of its log where it has something to say
     */
    public static ApicurioRegistry start(Options options) {
        Path directory = DataDirectory.prepare(options.dataDirectory(), DataDirectory.SPACE_NEEDED);
        DirectoryLock lock = DirectoryLock.acquire(directory);
        ApicurioRegistry started = null;
        try {
            started = startLocked(options, directory, lock);
            return started;
        } finally {
            if (started == null) {
                lock.close();
            }
        }
    }

    private static ApicurioRegistry startLocked(Options options, Path directory, DirectoryLock lock) {
        RememberedPorts remembered = RememberedPorts.in(directory);
        for (int attempt = 1; ; attempt++) {
            int preferred = attempt == 1 ? remembered.get("registry") : 0;
            int port = FreePorts.choose(options.port(), preferred, "the schema registry");
            ApicurioRegistry registry = launch(options, directory, lock, port);
            boolean ready = false;
            try {
                registry.awaitReady(options.startLimit());
                remembered.put("registry", port);
                ready = true;
                return registry;
            } catch (StackException e) {
                boolean portLost = !registry.process.isAlive() && !FreePorts.isFree(port);
                if (options.port() != 0 || !portLost || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.debug("A free port was lost before the registry could bind it; trying another");
            } finally {
                if (!ready) {
                    registry.stop();
                }
            }
        }
    }

    private static ApicurioRegistry launch(Options options, Path directory, DirectoryLock lock, int port) {
        ProcessBuilder command = RegistryCommand.of(options, directory, port);
        try {
            return new ApicurioRegistry(command.start(), lock, directory.resolve(LOG_FILE), port);
        } catch (IOException e) {
            throw new StackException(
                    "The schema registry's process cannot be started with " + options.java() + " (" + e.getMessage()
                            + "); check that it is a JDK 17 or newer.",
                    e);
        }
    }

    private void awaitReady(Duration limit) {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        HttpRequest question = HttpRequest.newBuilder(URI.create(url() + "/config"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long begin = System.nanoTime();
        try {
            while (!answers(client, question)) {
                if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                    throw ended();
                }
                if (System.nanoTime() - begin > limit.toNanos()) {
                    throw new StackException("The schema registry did not answer within " + limit.toSeconds() + " s. "
                            + LogTail.quote(log));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("The start of the schema registry was interrupted.", e);
        }
    }

    private static boolean answers(HttpClient client, HttpRequest question) throws InterruptedException {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Nobody listens yet; the caller knows when to stop asking.
            return false;
        }
    }

    private StackException ended() {
        if (process.exitValue() == ChildGuard.IN_USE) {
            return new StackException("The schema registry of a former run still uses " + log.getParent()
                    + "; end that process first, or choose another data directory.");
        }
        if (!FreePorts.isFree(port)) {
            return FreePorts.inUse(port, "the schema registry", null);
        }
        return new StackException("The schema registry ended while starting (exit status " + process.exitValue() + "). "
                + LogTail.quote(log));
    }

    /**
     * Where clients find it.
     *
     * @return the value for {@code schema.registry.url}
     */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /**
     * @return the port it listens on
     */
    public int port() {
        return port;
    }

    /**
     * @return the child's process id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * @return the child's resident memory in bytes, empty where the system does not tell
     */
    public OptionalLong residentBytes() {
        return ResidentMemory.of(process.pid());
    }

    /** Ends the child and waits until it is gone; schemas stay. Does nothing the second time. */
    @Override
    public void close() {
        try {
            stop();
        } finally {
            lock.close();
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(STOP_LIMIT_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
