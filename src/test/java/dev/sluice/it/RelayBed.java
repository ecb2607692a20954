package dev.sluice.it;

import dev.sluice.cli.Main;
import dev.sluice.ops.OpsMeters;
import dev.sluice.relay.Relay;
import dev.sluice.relay.RelayConfig;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics with numbered records, and relays of them, in this process or in one of their own. */
final class RelayBed implements AutoCloseable {
    static final String TOPIC = "audit-cef";

    private final String bootstrapServers;
    private final String prefix;
    private final int partitions;
    private final Path directory;
    private final List<Relay> relays = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final OpsMeters meters = new OpsMeters();

    RelayBed(TestTopics topics, String name, int partitions, Path directory) {
        this.bootstrapServers = topics.bootstrapServers();
        this.prefix = topics.name(name + ".");
        this.partitions = partitions;
        this.directory = directory;
        topics.create(name + "." + TOPIC, partitions);
        topics.create(name + ".relay-parked", 1);
    }

    String topic() {
        return prefix + TOPIC;
    }

    MeterRegistry meters() {
        return meters.registry();
    }

    double count(String meter) {
        return meters.registry().find(meter).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** Settings for a relay of the topic; it tries again soon, and a machine that is busy for some seconds makes it send nothing again. */
    Map<String, Object> config(String target, String... more) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "sluice.topic.prefix",
                prefix,
                "sluice.relay.name",
                "it",
                "sluice.relay.topics",
                TOPIC,
                "sluice.relay.target",
                target,
                "sluice.relay.health.port",
                "-1",
                "group.id",
                prefix + "relay",
                "sluice.relay.retry.max.ms",
                "200",
                "sluice.relay.commit.interval.ms",
                "100"));
        config.put("session.timeout.ms", "30000");
        config.put("heartbeat.interval.ms", "500");
        config.put("sluice.relay.read.timeout.ms", "20000");
        config.put("sluice.relay.drain.timeout.ms", "20000");
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    Map<String, Object> syslog(int port, String... more) {
        Map<String, Object> config = config(
                "syslog-tcp",
                "sluice.relay.syslog.host",
                "127.0.0.1",
                "sluice.relay.syslog.port",
                Integer.toString(port),
                "sluice.relay.syslog.hostname",
                "it",
                "sluice.relay.batch.max.records",
                "50",
                "sluice.relay.syslog.window.ms",
                "500",
                "sluice.relay.syslog.window.bytes",
                "20000");
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    Relay start(Map<String, Object> config) {
        Relay relay = Relay.start(new RelayConfig(config), meters);
        relays.add(relay);
        return relay;
    }

    /** Runs {@code sluice relay} in a process of its own. */
    Process spawn(Map<String, Object> config) throws IOException {
        Path file = directory.resolve("relay-" + processes.size() + ".properties");
        Properties properties = new Properties();
        config.forEach((key, value) -> properties.setProperty(key, value.toString()));
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        // It lives for seconds: the second compiler would only take the time that it runs in.
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "relay",
                        "--config",
                        file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log(processes.size()).toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** What the process of a number, from 0, has printed. */
    Path log(int process) {
        return directory.resolve("relay-" + process + ".log");
    }

    /** Adds records to each partition, numbered from {@code from}; returns when they are there. */
    void fill(int from, int to) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                5,
                "batch.size",
                200_000,
                "compression.type",
                "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = from; number < to; number++) {
                for (int partition = 0; partition < partitions; partition++) {
                    producer.send(record(partition, text(partition, number)));
                }
            }
        }
    }

    void add(int partition, String text) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record(partition, text));
        }
    }

    private ProducerRecord<byte[], byte[]> record(int partition, String text) {
        return new ProducerRecord<>(
                topic(),
                partition,
                ("E" + partition).getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(int partition, int number) {
        return "CEF:0|Sluice|Sluice|1|GRANT|Granted|3|suid=E" + partition + " cn1=" + number;
    }

    /** What the group has committed, by partition; 0 where nothing is. */
    Map<Integer, Long> committed() throws Exception {
        Map<Integer, Long> offsets = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var all = admin.listConsumerGroupOffsets(prefix + "relay")
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS);
            for (int partition = 0; partition < partitions; partition++) {
                var offset = all.get(new TopicPartition(topic(), partition));
                offsets.put(partition, offset == null ? 0L : offset.offset());
            }
        }
        return offsets;
    }

    /** All records of the topic of parked ones. */
    List<ConsumerRecord<byte[], byte[]>> parked() {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        TopicPartition partition = new TopicPartition(prefix + "relay-parked", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        relays.forEach(Relay::close);
    }
}
