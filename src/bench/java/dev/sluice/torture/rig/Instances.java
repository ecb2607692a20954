package dev.sluice.torture.rig;

import dev.sluice.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Instances of the application as processes, and who looks after them: one that ends by itself is started again, as an
 * orchestrator would do, and it is written down that it was.
 */
public final class Instances implements AutoCloseable {
    /** How many there are. */
    public static final int COUNT = 3;

    /** How long one may take to stop; more than its own limit of 20 s. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private static final Duration RESTART_AFTER = Duration.ofSeconds(2);

    private final Path directory;
    private final Map<String, String> common;
    private final Network network;
    private final BiConsumer<String, Map<String, Object>> history;
    private final Child[] children = new Child[COUNT];
    private final boolean[] wanted = new boolean[COUNT];
    private final boolean[] stopping = new boolean[COUNT];
    private final long[] startedAt = new long[COUNT];
    private final long[] endedAt = new long[COUNT];
    private final Path[] state = new Path[COUNT];
    private final List<Exit> exits = new ArrayList<>();
    private final Map<String, String> more = new HashMap<>();
    private final List<Map<String, String>> environments = new ArrayList<>();
    private String program = Child.classPath();
    private long largestKib;

    /**
     * The end of a process.
     *
     * @param instance which one
     * @param at when, milliseconds since the epoch
     * @param livedMs how long it had run
     * @param code its exit code
     * @param how what was asked of it: {@code kill}, {@code stop}, or {@code itself} if nothing was
     * @param lastWords the end of its log where it ended by itself; else empty
     */
    public record Exit(int instance, long at, long livedMs, int code, String how, String lastWords) {}

    Instances(
            Path directory,
            Map<String, String> common,
            Network network,
            BiConsumer<String, Map<String, Object>> history) {
        this.directory = directory;
        this.common = Map.copyOf(common);
        this.network = network;
        this.history = history;
        for (int i = 0; i < COUNT; i++) {
            state[i] = directory.resolve("state-" + (i + 1));
            environments.add(Map.of());
        }
    }

    /**
     * All instances.
     *
     * @return their numbers
     */
    public static List<Integer> all() {
        return IntStream.rangeClosed(1, COUNT).boxed().toList();
    }

    /**
     * Changes a setting of all that are started from now on.
     *
     * @param key the key
     * @param value its value; null for the default
     */
    public synchronized void setting(String key, String value) {
        if (value == null) {
            more.remove(key);
        } else {
            more.put(key, value);
        }
    }

    /**
     * Changes the program of all that are started from now on.
     *
     * @param distribution an unpacked distribution; null for what the driver was built with
     * @throws RigException if it has no libraries
     */
    public synchronized void program(Path distribution) {
        program = distribution == null ? Child.classPath() : Distribution.classPath(distribution, directory);
    }

    /**
     * Changes the environment of one, from its next start on.
     *
     * @param instance its number
     * @param environment what it has beside the driver's
     */
    public synchronized void environment(int instance, Map<String, String> environment) {
        environments.set(instance - 1, Map.copyOf(environment));
    }

    /**
     * Where an instance keeps its state.
     *
     * @param instance its number
     * @return the directory
     */
    public synchronized Path state(int instance) {
        return state[instance - 1];
    }

    /**
     * Has an instance keep its state elsewhere, from its next start on.
     *
     * @param instance its number
     * @param path the directory
     */
    public synchronized void keepState(int instance, Path path) {
        state[instance - 1] = path;
    }

    /**
     * Starts an instance, and wants it to run from now on.
     *
     * @param instance its number
     * @return its process id
     */
    public synchronized long start(int instance) {
        wanted[instance - 1] = true;
        if (!isAlive(instance)) {
            Map<String, String> settings = new HashMap<>(common);
            settings.put("bootstrap.servers", network.bootstrapServers(instance));
            settings.put("state.dir", state[instance - 1].toString());
            settings.put("client.id", "app" + instance);
            if (settings.containsKey("group.instance.id")) {
                settings.put("group.instance.id", "app" + instance);
            }
            settings.putAll(more);
            Path file = directory.resolve("app-" + instance + ".properties");
            Properties properties = new Properties();
            properties.putAll(settings);
            try (var writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            } catch (IOException e) {
                throw new RigException("The settings of instance " + instance + " can't be written", e);
            }
            startedAt[instance - 1] = System.currentTimeMillis();
            children[instance - 1] = Child.start(
                    directory,
                    "app-" + instance,
                    program,
                    List.of("-Xmx384m", "-Dsluice.log.level=INFO"),
                    environments.get(instance - 1),
                    Main.class.getName(),
                    List.of("run", "--config", file.toString()));
            history.accept("app-started", Map.of("app", instance, "pid", children[instance - 1].pid()));
        }
        return children[instance - 1].pid();
    }

    private boolean isAlive(int instance) {
        Child child = children[instance - 1];
        return child != null && child.isAlive();
    }

    /**
     * The process of an instance.
     *
     * @param instance its number
     * @return its process id
     */
    public synchronized long pid(int instance) {
        return children[instance - 1].pid();
    }

    /**
     * Kills an instance, which then stays away.
     *
     * @param instance its number
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized void kill(int instance) throws InterruptedException {
        wanted[instance - 1] = false;
        if (isAlive(instance)) {
            children[instance - 1].kill();
            ended(instance, "kill");
        }
    }

    /**
     * Stops an instance in order, which then stays away.
     *
     * @param instance its number
     * @return true if it stopped in time by itself
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean stop(int instance) throws InterruptedException {
        Child child;
        synchronized (this) {
            wanted[instance - 1] = false;
            if (!isAlive(instance)) {
                return true;
            }
            child = children[instance - 1];
            stopping[instance - 1] = true;
        }
        boolean inTime = child.stop(STOP_LIMIT);
        synchronized (this) {
            stopping[instance - 1] = false;
            ended(instance, inTime ? "stop" : "kill after stop");
        }
        return inTime;
    }

    /**
     * Stops all at the same time, in order; they stay away.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void stopAll() throws InterruptedException {
        List<Thread> stops = new ArrayList<>();
        for (int instance : all()) {
            Thread stop = new Thread(
                    () -> {
                        try {
                            stop(instance);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "stop-" + instance);
            stop.start();
            stops.add(stop);
        }
        for (Thread stop : stops) {
            stop.join();
        }
    }

    /**
     * Lets an instance stand still, or go on.
     *
     * @param instance its number
     * @param signal STOP or CONT
     */
    public synchronized void signal(int instance, String signal) {
        if (isAlive(instance)) {
            children[instance - 1].signal(signal);
        }
    }

    private void ended(int instance, String how) {
        Child child = children[instance - 1];
        String words = how.equals("itself") ? child.tail() : "";
        long now = System.currentTimeMillis();
        Exit exit = new Exit(instance, now, now - startedAt[instance - 1], child.exitCode(), how, words);
        exits.add(exit);
        children[instance - 1] = null;
        history.accept(
                "app-ended",
                Map.of("app", instance, "pid", child.pid(), "code", exit.code(), "how", how, "words", words));
    }

    /** Looks after all: starts those again that ended by themselves and are wanted, after a moment. */
    public synchronized void look() {
        for (int instance : all()) {
            Child child = children[instance - 1];
            if (stopping[instance - 1]) {
                // Whoever stops it says how it ended.
                continue;
            }
            if (child != null && !child.isAlive()) {
                ended(instance, "itself");
                endedAt[instance - 1] = System.nanoTime();
            } else if (child == null
                    && wanted[instance - 1]
                    && System.nanoTime() - endedAt[instance - 1] > RESTART_AFTER.toNanos()) {
                start(instance);
            } else if (child != null) {
                largestKib = Math.max(largestKib, child.residentKib());
            }
        }
    }

    /**
     * All processes that ended.
     *
     * @return in order
     */
    public synchronized List<Exit> exits() {
        return List.copyOf(exits);
    }

    /**
     * The most memory that one of them was seen with.
     *
     * @return KiB
     */
    public synchronized long largestKib() {
        return largestKib;
    }

    /**
     * What an instance logged, all of its processes.
     *
     * @param instance its number
     * @return the file
     */
    public Path log(int instance) {
        return directory.resolve("app-" + instance + ".log");
    }

    /**
     * Removes what an instance has on its disk, which must not run.
     *
     * @param instance its number
     */
    public void wipe(int instance) {
        if (!Files.exists(state(instance))) {
            return;
        }
        try (Stream<Path> paths = Files.walk(state(instance))) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        for (int instance : all()) {
            try {
                kill(instance);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
