package dev.sluice.bench.run;

import dev.sluice.bench.child.BrokerMain;
import dev.sluice.bench.child.Settings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/** The broker's process and the directory that everything is in; both go when it is closed. */
final class Stack implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final Path directory;
    private final boolean keep;
    private final Child broker;
    private final Thread hook = new Thread(this::closeAll, "bench-close");
    private Runnable first = () -> {};
    private boolean closed;

    private Stack(Path directory, boolean keep, Child broker) {
        this.directory = directory;
        this.keep = keep;
        this.broker = broker;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static Stack start(Path parent, boolean keep) throws Exception {
        Path directory = parent == null
                ? Files.createTempDirectory("sluice-bench-")
                : Files.createTempDirectory(Files.createDirectories(parent), "sluice-bench-");
        Child broker = Child.start(
                directory,
                "broker",
                List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"),
                BrokerMain.class,
                List.of(directory.toString()));
        Stack stack = new Stack(directory, keep, broker);
        try {
            Path ready = directory.resolve(BrokerMain.READY);
            Waiting.until("the broker and the registry start", START_LIMIT, broker, () -> Files.exists(ready));
            return stack;
        } catch (Exception e) {
            stack.close();
            throw e;
        }
    }

    Path directory() {
        return directory;
    }

    Child broker() {
        return broker;
    }

    /** What has to stop before the broker does and the directory goes, also when the person stops the driver. */
    void closeFirst(Runnable close) {
        first = close;
    }

    Cluster cluster(int partitions) {
        return new Cluster(Settings.read(directory.resolve(BrokerMain.READY)), partitions);
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, by the hook itself.
            return;
        }
    }

    private synchronized void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        first.run();
        broker.close();
        if (!keep) {
            delete(directory);
        }
    }

    /** Removes a directory with all that is in it, as far as that is possible. */
    static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException problem) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("bench: " + directory + " can't be removed: " + e.getMessage());
        }
    }
}
