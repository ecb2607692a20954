package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.json.PlainJson;
import dev.sluice.mapping.DeadLetter;
import dev.sluice.mapping.EventTopic;
import dev.sluice.mapping.MappedRecord;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IngestCommandTest {
    private static final String EVENT =
            "{\"header\":{\"eventId\":\"e1\",\"source\":\"s\",\"occurredAt\":\"2026-03-01T08:00:00Z\"},"
                    + "\"subject\":{\"account\":{\"system\":\"sap\",\"name\":\"ADA\"}},\"action\":\"ACCOUNT_ENABLED\"}";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aDryRunPrintsEventsAndSaysWhatBecameOfTheRest() throws IOException {
        Path file = file("workers.csv", "identityId,department\nE1,Treasury\nE:2,Treasury\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-02-01T00:00:00Z")));
        assertThat(run("ingest", "--mapping", "hr-csv", "--dry-run", file.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("\"topic\":\"identity\",\"key\":\"E1\"")
                .contains("\"occurredAt\":\"2026-02-01T00:00:00Z\"")
                .hasLineCount(1);
        assertThat(err.toString())
                .contains("workers.csv:3: INVALID_SUBJECT")
                .contains("read 2 records")
                .contains("1  INVALID_SUBJECT");
    }

    /** A nightly job looks at nothing but this: who is in the rest of the file is in nothing that was read. */
    @Test
    void aFileThatIsNotReadToItsEndIsAFailure() throws IOException {
        for (String[] one : new String[][] {
            {"hr-csv", "w.csv", "identityId,\"department\nE1,Treasury\n"},
            {"workday-raas", "r.json", "{\"Report_Entry\":[{\"Emp_ID\":\"E1\"},{\"Emp_ID\":"}
        }) {
            Path file = file(one[1], one[2]);
            assertThat(run("ingest", "-m", one[0], "--dry-run", file.toString()))
                    .as(one[1])
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("read 1 records", "Not everything was read");
    }

    @Test
    void aBacktestOfNothingIsNoSuccess() throws IOException {
        Path policies = Files.createDirectory(folder.resolve("policies"));
        Files.writeString(policies.resolve("s.yaml"), "kind: System\nid: sap\nmode: enforce\n");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        String[] test = {"policy", "backtest", policies.toString(), "--events"};

        assertThat(run(test[0], test[1], test[2], test[3], folder.resolve("no").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is not a directory");
        assertThat(run(test[0], test[1], test[2], test[3], empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("No event");
        Files.writeString(empty.resolve("identity.jsonl"), "{\"no\": \"event\"}\n");
        assertThat(run(test[0], test[1], test[2], test[3], empty.toString())).isEqualTo(1);
        Files.writeString(empty.resolve("policy.jsonl"), "");
        assertThat(run(test[0], test[1], test[2], test[3], empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("policy.jsonl");
    }

    @Test
    void theInstantGivenWinsOverTheFilesAge() throws IOException {
        Path file = file("workers.csv", "identityId\nE1\n");
        run("ingest", "-m", "hr-csv", "--dry-run", "--as-of", "2026-03-01T06:00:00Z", file.toString());
        assertThat(out.toString()).contains("\"occurredAt\":\"2026-03-01T06:00:00Z\"");
    }

    @Test
    void plainFilesFindTheirTopicByNameOrOption() throws IOException {
        assertThat(run(
                        "ingest",
                        "-m",
                        "plain",
                        "--dry-run",
                        file("access.jsonl", EVENT).toString()))
                .isZero();
        assertThat(out.toString()).contains("\"topic\":\"access\",\"key\":\"account:sap/ADA\"");
        assertThat(run(
                        "ingest",
                        "-m",
                        "plain",
                        "--dry-run",
                        "--topic",
                        "access",
                        file("x.jsonl", EVENT).toString()))
                .isZero();
        assertThat(run(
                        "ingest",
                        "-m",
                        "plain",
                        "--dry-run",
                        file("control.jsonl", "{}").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("control is no topic of events; give --topic");
    }

    @Test
    void pseudonymsReplaceIdsByAKeyFromAFile() throws IOException {
        Path key = file("key", "0123456789abcdef0123456789abcdef\n");
        Path file = file("workers.csv", "identityId\nE1\n");
        assertThat(run("ingest", "-m", "hr-csv", "--dry-run", "--pseudonymise", key.toString(), file.toString()))
                .isZero();
        assertThat(out.toString()).doesNotContain("E1");
    }

    @Test
    void whatCanNotBeDoneIsSaidInASentence() throws IOException {
        Path file = file("x.jsonl", EVENT);
        assertThat(run("ingest", "-m", "nothing", "--dry-run", file.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("There is no mapping nothing; there are: cisco-duo, hr-csv, okta, workday-raas");
        assertThat(run(
                        "ingest",
                        "-m",
                        "okta",
                        "--dry-run",
                        folder.resolve("missing").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("can't be read; nothing was ingested");
        assertThat(run("ingest", "-m", "okta", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--bootstrap-server");
        assertThat(run("ingest", "-m", "okta", "--bootstrap-server", "localhost:1", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--registry URL");
    }

    @Test
    void eventsAndDeadLettersAreProducedAsTheContractSays() {
        Map<String, Object> settings = Map.of("schema.registry.url", "mock://ingest-command");
        AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
        serializer.configure(settings, false);
        MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        Instant now = Instant.parse("2026-03-02T00:00:00Z");
        AccessEvent event = PlainJson.read(EVENT, AccessEvent.class);
        try (KafkaEventSink sink = new KafkaEventSink(producer, serializer, "iam.", () -> now);
                AvroDeserializer<AccessEvent> reader = new AvroDeserializer<>()) {
            sink.event(new MappedRecord(EventTopic.ACCESS, "account:sap/ADA", event));
            sink.deadLetter(new DeadLetter(new byte[] {1, 2}, "INVALID_JSON", "a detail", "f.jsonl", 7));
            ProducerRecord<String, byte[]> first = producer.history().get(0);
            assertThat(first.topic()).isEqualTo("iam.access");
            assertThat(first.key()).isEqualTo("account:sap/ADA");
            assertThat(first.timestamp()).isEqualTo(now.toEpochMilli());
            reader.configure(
                    Map.of("schema.registry.url", "mock://ingest-command", "specific.avro.reader", true), false);
            assertThat(reader.deserialize("iam.access", first.value())).isEqualTo(event);
            ProducerRecord<String, byte[]> second = producer.history().get(1);
            assertThat(second.topic()).isEqualTo("iam.dead-letter");
            assertThat(second.value()).containsExactly(1, 2);
            assertThat(second.headers())
                    .extracting(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                    .containsExactly(
                            "sluice.reason=INVALID_JSON",
                            "sluice.detail=a detail",
                            "sluice.source-file=f.jsonl",
                            "sluice.line=7");
        }
    }

    @Test
    void examplesAreListedAndTested() throws IOException {
        assertThat(run("mapping", "list")).isZero();
        assertThat(out.toString()).contains("cisco-duo", "okta", "workday-raas", "hr-csv");
        assertThat(run("mapping", "test")).isZero();
        Path copy = folder.resolve("hr");
        Files.createDirectories(copy.resolve("examples"));
        Files.writeString(
                copy.resolve("mapping.yaml"),
                "name: hr\nversion: 1\ntemplate: hr.jslt\nformat: json\nsource: s\nsystem: s\ntopic: access\nexamples: [a]\n");
        Files.writeString(copy.resolve("hr.jslt"), "{\"unmapped\": .type}");
        Files.writeString(copy.resolve("examples/a.input.jsonl"), "{\"type\":\"x\"}\n");
        Files.writeString(copy.resolve("examples/a.expected.jsonl"), "{\"unmapped\":\"y\"}\n");
        assertThat(run("mapping", "test", "hr", "--dir", folder.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("FAIL  hr/a", "- {\"unmapped\":\"y\"}", "+ {\"unmapped\":\"x\"}");
    }

    @Test
    void theEventIdOfARowDependsOnItsContent() throws IOException {
        run(
                "ingest",
                "-m",
                "hr-csv",
                "--dry-run",
                file("a.csv", "identityId\nE1\n").toString());
        String line = out.toString();
        String json = line.substring(line.indexOf("\"event\":") + 8, line.lastIndexOf('}'));
        assertThat(PlainJson.read(json, IdentityEvent.class).getHeader().getEventId())
                .hasSize(32);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine();
        if (!commandLine.getSubcommands().containsKey("ingest")) {
            commandLine.addSubcommand(new IngestCommand()).addSubcommand(new MappingCommand());
        }
        return commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
