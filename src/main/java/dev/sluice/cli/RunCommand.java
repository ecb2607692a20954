package dev.sluice.cli;

import dev.sluice.app.AppConfig;
import dev.sluice.app.ServedApp;
import dev.sluice.topics.TopicAdminException;
import dev.sluice.topics.TopicOverrides;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice run}: the stream application against a cluster, until it is stopped. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the stream application against a cluster until it is stopped.",
            "http://127.0.0.1:8480 has /live, /ready, /started and /metrics (sluice.ops.* keys)."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:it was asked to stop (SIGTERM, SIGINT) and did",
            "1:it can't start: wrong configuration, brokers that don't answer, topics that are not as they should be",
            "2:wrong usage",
            "3:it failed while it ran; the log has why"
        })
public final class RunCommand implements Callable<Integer> {
    private static final int EXIT_STOPPED = 0;
    private static final int EXIT_FAILED = 3;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** A command with nothing set. */
    public RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        // Whoever is asked to stop before anything runs has nothing to bring to an end.
        Thread early = new Thread(() -> Runtime.getRuntime().halt(EXIT_STOPPED), "sluice-shutdown-early");
        Runtime.getRuntime().addShutdownHook(early);
        AtomicInteger code = new AtomicInteger(EXIT_STOPPED);
        ServedApp served;
        Thread stop;
        try {
            ServedApp started = ServedApp.start(new AppConfig(connection.toMap()), TopicOverrides.NONE);
            served = started;
            stop = new Thread(() -> stop(started, code), "sluice-shutdown");
            Runtime.getRuntime().addShutdownHook(stop);
        } catch (IllegalStateException | TopicAdminException | ConfigException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (KafkaException e) {
            throw new CliException("The stream application can't start: " + ClientErrors.sentence(e), 1, e);
        } finally {
            remove(early);
        }
        if (served.app().awaitEnd() != null) {
            code.set(EXIT_FAILED);
        }
        if (remove(stop)) {
            served.close();
        }
        return code.get();
    }

    private static boolean remove(Thread hook) throws InterruptedException {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is being stopped, and the hook ends it.
            Thread.currentThread().join();
            return false;
        }
    }

    /** Java would report the signal, whatever was done about it: who asked for the stop is to see whether it went well. */
    private static void stop(ServedApp served, AtomicInteger code) {
        served.close();
        Runtime.getRuntime().halt(code.get());
    }
}
