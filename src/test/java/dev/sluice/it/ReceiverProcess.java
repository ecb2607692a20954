package dev.sluice.it;

import dev.sluice.relay.SyslogReceiver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/** A syslog receiver in a process of its own, which a test may kill: adds each message to a file, a line each. */
public final class ReceiverProcess {
    private ReceiverProcess() {}

    /**
     * Runs until killed.
     *
     * @param args the port and the file
     * @throws Exception if it can't listen or write
     */
    public static void main(String[] args) throws Exception {
        try (OutputStream file =
                        Files.newOutputStream(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                SyslogReceiver receiver = new SyslogReceiver(
                        ServerSocketFactory.getDefault(), Integer.parseInt(args[0]), message -> write(file, message))) {
            System.out.println("listening on " + receiver.port());
            new CountDownLatch(1).await();
        }
    }

    /** One write for a line, so that a kill leaves whole ones. */
    private static void write(OutputStream file, String message) {
        byte[] line = (message + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (file) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Process start(int port, Path file) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        // It lives for seconds: the second compiler would only take the time that it runs in.
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ReceiverProcess.class.getName(),
                        Integer.toString(port),
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        file.resolveSibling("receiver.log").toFile()))
                .start();
    }
}
