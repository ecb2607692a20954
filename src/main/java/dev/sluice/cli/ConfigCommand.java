package dev.sluice.cli;

import dev.sluice.app.AppConfig;
import dev.sluice.config.ConfigSources;
import dev.sluice.config.KeyReference;
import dev.sluice.config.Setting;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice config}: which keys there are, and what is in force and why. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints what configuration is in force and where it comes from, and refuses what sluice run would"
                + " refuse; secrets are hidden. With --describe, all keys.")
public final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--describe", description = "Print all keys with type, default and meaning; needs no cluster.")
    private boolean describe;

    @Option(names = "--markdown", description = "With --describe: as Markdown.")
    private boolean markdown;

    @Spec
    private CommandSpec spec;

    /** A command with nothing set. */
    public ConfigCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (describe) {
            out.print(markdown ? KeyReference.markdown(AllKeys.reference()) : KeyReference.text(AllKeys.reference()));
            out.flush();
            return 0;
        }
        Map<String, Setting> settings = connection.settings();
        settings.forEach((key, setting) -> out.println(Printable.of(key + " = " + setting)));
        AppConfig.defaults().entrySet().stream()
                .filter(entry -> !settings.containsKey(entry.getKey()))
                .filter(entry -> !AppConfig.isOverruled(entry.getKey(), settings))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.println(entry.getKey() + " = " + shown(entry.getValue()) + " (default here)"));
        check(settings);
        out.println("Further keys have the defaults of sluice config --describe and of Kafka. A key is set by "
                + ConfigSources.variable("bootstrap.servers") + "=... in the environment as well, or by -D"
                + ConfigSources.PROPERTY_PREFIX + "bootstrap.servers=...");
        return 0;
    }

    private static Object shown(Object value) {
        return value instanceof Class<?> type ? type.getName() : value;
    }

    private static void check(Map<String, Setting> settings) {
        Map<String, Object> map = new HashMap<>();
        settings.forEach((key, setting) -> map.put(key, setting.value()));
        try {
            AppConfig config = new AppConfig(map);
            config.registry();
            config.checkpoints();
            config.masterKeys();
            config.ops();
            config.api();
            checkClients(config);
        } catch (ConfigException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }
    /** Each client would refuse its own only once it is made, some of them after the start. */
    private static void checkClients(AppConfig config) {
        StreamsConfig streams = new StreamsConfig(config.streams());
        Map<String, Object> consumer = streams.getMainConsumerConfigs("check", "check", 0);
        consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        new ConsumerConfig(consumer);
        Map<String, Object> producer = streams.getProducerConfigs("check");
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        new ProducerConfig(producer);
        new AdminClientConfig(config.admin());
    }
}
