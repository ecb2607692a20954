package dev.sluice.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The main class of a child process: ends the child as soon as its parent is gone, and runs the program meant to run there.
 *
 * <p>The parent holds the other end of the child's standard input and never writes to it. The operating system closes that end
 * when the parent ends, also by a kill, so reading to the end of the input is waiting for the parent's death.
 *
 * <p>This one class file is all of ours that the child has on its class path. It must not use another class of ours.
 */
public final class ChildGuard {
    /** The exit status when another process still uses the directory. */
    static final int IN_USE = 75;

    private static final long PREDECESSOR_LIMIT_MS = 10_000;
    private static final long RETRY_MS = 50;
    private static final long FAREWELL_MS = 3_000;

    private ChildGuard() {}

    /**
     * Guards, then runs another main class in this process.
     *
     * @param args the lock file that says who uses the directory, the main class, then that class's own arguments
     * @throws Throwable what the main class throws
     */
    public static void main(String[] args) throws Throwable {
        watch(System.in);
        ignoreKeyboardSignals();
        if (!lock(Path.of(args[0]))) {
            System.err.println("Another process still uses " + args[0]);
            System.exit(IN_USE);
        }
        Method main = Class.forName(args[1]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void watch(InputStream parent) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (parent.read() >= 0) {
                            // Bytes mean nothing here; only the end does.
                            continue;
                        }
                    } catch (IOException e) {
                        System.err.println("The parent cannot be watched any more: " + e);
                    }
                    leave();
                },
                "parent-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Ends in good order when that is quick, and in any case. */
    private static void leave() {
        Thread exit = new Thread(() -> System.exit(0), "parent-gone");
        exit.setDaemon(true);
        exit.start();
        try {
            exit.join(FAREWELL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    /**
     * A Ctrl-C or a closed terminal reaches every process of the terminal. The parent alone decides what follows and in
     * which order, so the child does not hear it. Reflection, because the compiler refuses the name as a warning.
     */
    private static void ignoreKeyboardSignals() {
        for (String name : new String[] {"INT", "HUP"}) {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> handler = Class.forName("sun.misc.SignalHandler");
                Object ignore = handler.getField("SIG_IGN").get(null);
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore);
            } catch (ReflectiveOperationException e) {
                System.err.println("Signal " + name + " is not ignored on this platform: " + e);
            }
        }
    }

    /** Waits for a predecessor whose parent was killed and that is about to end. The lock is held until this process ends. */
    private static boolean lock(Path file) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        for (long waited = 0; waited <= PREDECESSOR_LIMIT_MS; waited += RETRY_MS) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return true;
            }
            Thread.sleep(RETRY_MS);
        }
        channel.close();
        return false;
    }
}
