package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.CliException;
import dev.sluice.cli.TailCommand;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.event.EntitlementRef;
import dev.sluice.registry.AvroSerializer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command at a real broker, as a person calls it. */
class TailTest {
    private static final String REGISTRY = "mock://tail-test";
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    @TempDir
    private static Path dir;

    private static EmbeddedBroker broker;

    private record Result(int exitCode, List<String> out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(EmbeddedBroker.Options.in(dir));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("iam.access", 3, (short) 1),
                            new NewTopic("iam.audit-cef", 1, (short) 1),
                            new NewTopic("iam.dead-letter", 1, (short) 1),
                            new NewTopic("iam.finding", 2, (short) 1),
                            new NewTopic("iam.provisioning-command", 1, (short) 1),
                            new NewTopic("iam.ticket", 1, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 9; i++) {
                send(producer, "iam.access", "E" + i % 3, avro("system-" + i), START.plusSeconds(i));
            }
            send(producer, "iam.access", "E1#0", avro("page"), START.plusSeconds(10));
            send(producer, "iam.access", "E10", avro("other"), START.plusSeconds(11));
            send(producer, "iam.audit-cef", "E1", "CEF:0|Sluice|ü".getBytes(StandardCharsets.UTF_8), START);
            send(producer, "iam.dead-letter", "E1", new byte[] {1, 2}, START);
            send(producer, "iam.finding", "E1", "rubbish".getBytes(StandardCharsets.UTF_8), START);
            send(producer, "iam.finding", "E1", avro("good"), START);
            send(producer, "iam.provisioning-command", "key:5fb52008df9a6006b62d271f30ca9eec", avro("sealed"), START);
            send(producer, "iam.provisioning-command", "E10", avro("other"), START);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, "iam.access", "E1", avro("aborted"), START.plusSeconds(20));
            producer.flush();
            producer.abortTransaction();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void printsEverythingThatIsCommittedAndEnds() {
        Result result = tail("access", "--no-follow");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).hasSize(11).noneMatch(line -> line.contains("aborted"));
        assertThat(result.out()).contains("{\"system\":\"system-0\",\"name\":\"ROLE\"}");
    }

    @Test
    void takesTheTopicWithItsPrefixToo() {
        assertThat(tail("iam.access", "--no-follow").out()).hasSize(11);
    }

    @Test
    void keepsToAKeyAndItsPages() {
        assertThat(tail("access", "--no-follow", "--key", "E1", "--show", "key").out())
                .hasSize(4)
                .allMatch(line -> line.startsWith("{\"key\":\"E1\"") || line.startsWith("{\"key\":\"E1#0\""));
    }

    @Test
    void findsByItsNameWhatIsKeyedByAPseudonym() {
        assertThat(tail("provisioning-command", "--no-follow", "--key", "account:okta/ada")
                        .out())
                .singleElement(STRING)
                .contains("sealed");
    }

    @Test
    void startsAtAnInstant() {
        assertThat(tail("access", "--no-follow", "--from", "2026-03-01T08:00:08Z")
                        .out())
                .hasSize(3);
        assertThat(tail("access", "--no-follow", "--from", "2030-01-01T00:00:00Z")
                        .out())
                .isEmpty();
    }

    @Test
    void endsAfterAsManyAsAskedFor() {
        assertThat(tail("access", "--from-beginning", "--max", "4").out()).hasSize(4);
    }

    @Test
    void endsOnAnEmptyTopic() {
        assertThat(tail("ticket", "--no-follow")).isEqualTo(new Result(0, List.of(), ""));
    }

    @Test
    void printsTextAsItIsAndDeadLettersInBase64() {
        assertThat(tail("audit-cef", "--no-follow").out()).containsExactly("CEF:0|Sluice|ü");
        assertThat(tail("dead-letter", "--no-follow").out())
                .containsExactly("{\"key\":\"E1\",\"headers\":{},\"value\":\"AQI=\"}");
    }

    @Test
    void goesOnAfterAValueThatCanNotBeRead() {
        assertThat(tail("finding", "--no-follow").out())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("{\"error\":"))
                .anyMatch(line -> line.contains("good"));
    }

    @Test
    void followsWhatComesLater() throws Exception {
        StringWriter out = new StringWriter();
        CompletableFuture<Integer> running = CompletableFuture.supplyAsync(
                () -> execute(new PrintWriter(out), new StringWriter(), "ticket", "--max", "2"));
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.initTransactions();
            // Follows from the moment it is ready, which nobody is told: so records are sent until it has seen enough.
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                producer.beginTransaction();
                send(producer, "iam.ticket", "E1", avro("later"), START);
                producer.commitTransaction();
                return running.isDone();
            });
        } finally {
            clear("iam.ticket");
        }
        assertThat(running.get()).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("later"));
    }

    @Test
    void endsQuietlyWhenNobodyReadsAnyMore() {
        StringWriter err = new StringWriter();
        PrintWriter broken = new PrintWriter(new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });

        assertThat(execute(broken, err, "access", "--from-beginning")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysThatATopicIsMissing() {
        Result result = tail("acces", "--no-follow");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("There is no topic iam.acces or acces")
                .hasLineCount(1);
    }

    @Test
    void saysThatANameIsNone() {
        assertThat(tail("a b", "--no-follow").err())
                .contains("can't be the name of a topic")
                .hasLineCount(1);
    }

    @Test
    void asksForARegistryWhereOneIsNeeded() {
        StringWriter err = new StringWriter();
        CommandLine line = commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter()));
        assertThat(line.execute("access", "--no-follow", "--bootstrap-server", broker.bootstrapServers()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--registry URL");
        assertThat(line.execute("audit-cef", "--no-follow", "--bootstrap-server", broker.bootstrapServers()))
                .isZero();
    }

    @Test
    void refusesWrongUsage() {
        assertThat(tail("access", "--from-beginning", "--from", "2026-03-01T08:00:00Z")
                        .exitCode())
                .isEqualTo(2);
        assertThat(tail("access", "--from", "yesterday").exitCode()).isEqualTo(2);
        assertThat(tail("access", "--max", "0").exitCode()).isEqualTo(2);
        assertThat(tail("access", "--show", "colour").exitCode()).isEqualTo(2);
    }

    private static Result tail(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = execute(new PrintWriter(out), err, args);
        return new Result(exitCode, out.toString().lines().toList(), err.toString());
    }

    private static int execute(PrintWriter out, StringWriter err, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers(), "--registry", REGISTRY));
        return commandLine().setOut(out).setErr(new PrintWriter(err, true)).execute(all.toArray(String[]::new));
    }

    /** As Main sets it up. */
    private static CommandLine commandLine() {
        return new CommandLine(new TailCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((error, line, parsed) -> {
                    line.getErr().println(error.getMessage());
                    return error instanceof CliException cli ? cli.exitCode() : 99;
                });
    }

    private static KafkaProducer<String, byte[]> producer() {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "tail-test");
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    private static void send(
            KafkaProducer<String, byte[]> producer, String topic, String key, byte[] value, Instant arrival) {
        producer.send(new ProducerRecord<>(topic, null, arrival.toEpochMilli(), key, value));
    }

    private static void clear(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var all = Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1));
            admin.deleteRecords(all).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static byte[] avro(String system) {
        try (AvroSerializer<EntitlementRef> serializer = new AvroSerializer<>()) {
            serializer.configure(Map.of("schema.registry.url", REGISTRY), false);
            return serializer.serialize("iam.any", new EntitlementRef(system, "ROLE"));
        }
    }
}
