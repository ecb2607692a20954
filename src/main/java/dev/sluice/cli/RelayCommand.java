package dev.sluice.cli;

import dev.sluice.ops.OpsMeters;
import dev.sluice.relay.Relay;
import dev.sluice.relay.RelayConfig;
import dev.sluice.relay.RelayException;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice relay}: delivers rendered audit topics to a SIEM, until it is stopped. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = {
            "Delivers text topics, such as audit-cef, to a SIEM until it is stopped.",
            "Targets: syslog over TCP, TLS or UDP, Splunk HEC, HTTPS, files.",
            "At least once, in order per partition. docs/relay.md has all keys."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:stopped",
            "1:wrong configuration, or a topic is missing",
            "3:failed",
            "4:the target does not work with this configuration: unknown host, credentials, certificate, path"
        })
public final class RelayCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    /** A command with nothing set. */
    public RelayCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Relay relay;
        try {
            relay = Relay.start(new RelayConfig(connection.toMap()), new OpsMeters());
        } catch (RelayException e) {
            throw new CliException(e.getMessage(), e.exitCode(), e);
        } catch (ConfigException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (KafkaException e) {
            throw new CliException("The relay can't start: " + ClientErrors.sentence(e), 1, e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "relay-shutdown"));
        RelayException failure = relay.awaitEnd();
        if (failure != null) {
            throw new CliException(failure.getMessage(), failure.exitCode(), failure);
        }
        return 0;
    }
}
