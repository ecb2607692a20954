package dev.sluice.cli;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.topics.TopicAdminException;
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
        AppConfig config;
        SluiceApp app;
        try {
            config = new AppConfig(connection.toMap());
            app = SluiceApp.start(config, new SimpleMeterRegistry());
        } catch (IllegalStateException | TopicAdminException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (KafkaException e) {
            throw new CliException("The stream application can't start: " + ClientErrors.sentence(e), 1, e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(app::close, "sluice-shutdown"));
        return app.awaitEnd() == null ? 0 : EXIT_FAILED;
    }
}
