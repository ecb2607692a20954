package dev.sluice.cli;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice run}: the stream application against a cluster, until it is stopped. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the stream application against a cluster until it is stopped.")
public final class RunCommand implements Callable<Integer> {
    private static final int EXIT_FAILED = 3;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** A command with nothing set. */
    public RunCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try {
            SluiceApp app = SluiceApp.start(new AppConfig(connection.toMap()), new SimpleMeterRegistry());
            Runtime.getRuntime().addShutdownHook(new Thread(app::close, "sluice-shutdown"));
            Throwable failure = app.awaitEnd();
            return failure == null ? 0 : EXIT_FAILED;
        } catch (IllegalStateException | KafkaException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }
}
