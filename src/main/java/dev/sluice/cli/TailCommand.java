package dev.sluice.cli;

import dev.sluice.audit.AuditKeys;
import dev.sluice.registry.GenericAvroDeserializer;
import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice tail TOPIC}: any topic as plain JSON, one object a line, following it as it grows. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a topic as plain JSON, one object a line, and follows it.",
            "Shows committed records only, joins no consumer group. Text topics are printed as they are."
        })
public final class TailCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic, with or without its prefix.")
    private String topic;

    /** Where to start; at most one. */
    static final class Start {
        @Option(names = "--from-beginning", description = "Start with the oldest record that is still there.")
        private boolean beginning;

        @Option(
                names = "--from",
                paramLabel = "INSTANT",
                description = "Start with what arrived at or after an instant, such as 2026-03-01T08:00:00Z.")
        private Instant instant;
    }

    @ArgGroup
    private Start start;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = {
                "Only records of this key, and its pages (KEY#0 ...); with sealed details also those under key:... that",
                "stand for it."
            })
    private String key;

    @Option(names = "--max", paramLabel = "N", description = "End after N records.")
    private Long max;

    @Option(
            names = "--no-follow",
            description = "End where the topic ends now; starts at the beginning unless --from says otherwise.")
    private boolean noFollow;

    @Option(
            names = "--show",
            split = ",",
            paramLabel = "PART",
            description = "Show beside the value: key, partition, offset, timestamp (comma separated).")
    private Set<RecordLines.Part> show = EnumSet.noneOf(RecordLines.Part.class);

    private final Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers;

    /** For the command line. */
    public TailCommand() {
        this(KafkaConsumer::new);
    }

    /**
     * With another way to a cluster.
     *
     * @param consumers makes a consumer from Kafka's client configuration
     */
    TailCommand(Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    @Override
    public Integer call() {
        if (max != null && max < 1) {
            throw new CliException("--max is " + max + "; give a number from 1.", 2, null);
        }
        Map<String, Object> config = connection.toMap();
        try (Consumer<byte[], byte[]> consumer = consumers.apply(consumerConfig(config));
                GenericAvroDeserializer avro = new GenericAvroDeserializer()) {
            TopicReader reader = new TopicReader(consumer);
            String prefix = config.get(ConnectionOptions.PREFIX).toString();
            String name = resolve(reader, prefix);
            RecordLines.Form form = formOf(name, prefix);
            if (form == RecordLines.Form.AVRO) {
                requireRegistry(config, name);
                avro.configure(config, false);
            }
            open(reader, name);
            print(reader, new RecordLines(form, show, avro));
        } catch (RegistryUnavailableException e) {
            throw new CliException(
                    "The schema registry can't be reached: " + ClientErrors.sentence(e)
                            + " Check --registry, and whether it runs.",
                    1,
                    e);
        } catch (KafkaException e) {
            throw new CliException("The topic can't be read: " + ClientErrors.sentence(e), 1, e);
        }
        return 0;
    }

    static Map<String, Object> consumerConfig(Map<String, Object> config) {
        Map<String, Object> map = new HashMap<>(config);
        map.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        map.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        map.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        map.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        map.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Records that expire while they are read are skipped, as in the file that tail is named after.
        map.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        map.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return map;
    }

    private String resolve(TopicReader reader, String prefix) {
        Set<String> candidates = new LinkedHashSet<>();
        if (!topic.startsWith(prefix)) {
            candidates.add(prefix + topic);
        }
        candidates.add(topic);
        try {
            return reader.firstExisting(List.copyOf(candidates))
                    .orElseThrow(
                            () -> new CliException(
                                    "There is no topic " + String.join(" or ", candidates)
                                            + "; ./sluice topics describe lists the declared ones, ./sluice topics create makes them."));
        } catch (InvalidTopicException e) {
            throw new CliException(topic + " can't be the name of a topic.", 1, e);
        }
    }

    private static RecordLines.Form formOf(String name, String prefix) {
        String plain = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        String value = TopicCatalogue.load().find(plain).map(TopicSpec::value).orElse("");
        return switch (value) {
            case "text" -> RecordLines.Form.TEXT;
            case "bytes" -> RecordLines.Form.DEAD_LETTER;
            default -> RecordLines.Form.AVRO;
        };
    }

    private static void requireRegistry(Map<String, Object> config, String name) {
        if (!config.containsKey("schema.registry.url")) {
            throw new CliException("No schema registry is named, and " + name + " holds Avro records; give --registry "
                    + "URL or set schema.registry.url in the file of --config.");
        }
    }

    private void open(TopicReader reader, String name) {
        if (start != null && start.instant != null) {
            reader.openAt(name, start.instant);
        } else if (noFollow || start != null && start.beginning) {
            reader.openAtBeginning(name);
        } else {
            reader.openAtEnd(name);
        }
    }

    private void print(TopicReader reader, RecordLines lines) {
        PrintWriter out = spec.commandLine().getOut();
        byte[] wanted = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        byte[] pseudonym = key == null ? null : AuditKeys.pseudonym(key).getBytes(StandardCharsets.UTF_8);
        long left = max == null ? Long.MAX_VALUE : max;
        do {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                if (left > 0
                        && (wanted == null || isOf(wanted, record.key()) || Arrays.equals(pseudonym, record.key()))) {
                    out.write(lines.line(record));
                    out.write('\n');
                    left--;
                }
            }
            if (isBroken(out)) {
                return;
            }
        } while (left > 0 && !(noFollow && reader.reachedTheEnd()));
    }

    private static boolean isOf(byte[] wanted, byte[] key) {
        return key != null
                && key.length >= wanted.length
                && Arrays.equals(wanted, 0, wanted.length, key, 0, wanted.length)
                && (key.length == wanted.length || key[wanted.length] == '#');
    }

    /** Flushes. A reader that left, as head does, is no failure; there is just nobody to print for. */
    private static boolean isBroken(PrintWriter out) {
        return out.checkError() || System.out.checkError();
    }
}
