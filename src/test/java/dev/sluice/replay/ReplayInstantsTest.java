package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line whose time can't be: it is told, and everything else goes on as if it had not been there. */
class ReplayInstantsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> IDENTITY = List.of(
            event("comes", "\"2026-01-02T00:00:00Z\"", "\"action\":\"HIRED\""),
            event(
                    "leaves",
                    "\"2026-02-01T00:00:00Z\"",
                    "\"action\":\"TERMINATION_SCHEDULED\",\"effectiveAt\":\"2026-03-01T00:00:00Z\""),
            event("stays", "\"2026-02-20T00:00:00Z\"", "\"action\":\"TERMINATION_RESCINDED\""),
            event(
                    "leaves-again",
                    "\"2026-04-01T00:00:00Z\"",
                    "\"action\":\"TERMINATION_SCHEDULED\",\"effectiveAt\":\"2026-05-01T00:00:00Z\""),
            event("later", "\"2026-05-20T00:00:00Z\"", "\"action\":\"UPDATED\""));
    private static final List<String> ACCESS = List.of(
            granted("first", "2026-01-03T00:00:00Z", "PAY_RUN"), granted("second", "2026-02-25T00:00:00Z", "CLERK"));

    @TempDir
    Path dir;

    @BeforeEach
    void policies() throws IOException {
        Files.createDirectories(dir.resolve("policies"));
        Files.writeString(dir.resolve("policies/systems.yaml"), "kind: System\nid: sap\nmode: enforce\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1960-01-01T00:00:00Z\"",
                "\"1969-12-31T23:59:59.999Z\"",
                "\"1970-01-01T00:00:00Z\"",
                "\"0001-01-01T00:00:00Z\"",
                "\"-292275055-05-16T16:47:04.192Z\"",
                "\"+10000-01-01T00:00:00Z\"",
                "\"+292278994-08-17T07:12:55.807Z\"",
                "-9223372036854775808",
                "-1",
                "9223372036854775807"
            })
    void anInstantOutOfRangeIsADeadLetterOfTheStageAndMovesNothingElse(String occurredAt) throws IOException {
        for (int at = 0; at <= IDENTITY.size(); at++) {
            assertNothingElseMoves(at, event("odd", occurredAt, "\"action\":\"UPDATED\""));

            assertThat(deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.get("reason").asText()).isEqualTo("INVALID_FIELD");
                assertThat(letter.get("detail").asText()).contains("header.occurredAt");
                assertThat(letter.get("topic").asText()).endsWith("identity");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"+292278994-08-17T07:12:55.808Z\"",
                "\"-292275055-05-16T16:47:04.191Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "9223372036854775808",
                "1.5",
                "\"yesterday\"",
                "null"
            })
    void anInstantThatCannotBeReadIsADeadLetterThatNamesTheLine(String occurredAt) throws IOException {
        assertNothingElseMoves(2, event("odd", occurredAt, "\"action\":\"UPDATED\""));

        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.get("reason").asText()).isEqualTo("UNDECODABLE");
            assertThat(letter.get("detail").asText()).contains("occurredAt");
            assertThat(letter.get("topic").asText()).isEqualTo("identity");
            assertThat(letter.get("line").asInt()).isEqualTo(3);
        });
    }

    @Test
    void aLineThatIsNoJsonIsADeadLetterThatNamesTheLine() throws IOException {
        assertNothingElseMoves(2, "\u0000{]");

        assertThat(deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.get("line").asInt()).isEqualTo(3));
    }

    /** Told with its own bytes, and not for the end of the file: a decoder that reads ahead knows no line. */
    @Test
    void aLineThatIsNoUtf8IsADeadLetterThatNamesTheLine() throws IOException {
        Path events = write("events", IDENTITY);
        byte[] odd = event("odd", "\"2026-01-05T00:00:00Z\"", "\"action\":\"UPDATED\",\"reason\":\"caf\u00e9\"")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(events.resolve("identity.jsonl"), odd, StandardOpenOption.APPEND);

        assertThat(replay(events, "out")).contains("Played 7 records, 1 lines could not be read");
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.get("line").asInt()).isEqualTo(IDENTITY.size() + 1);
            assertThat(letter.get("detail").asText()).contains("UTF-8");
            assertThat(Base64.getDecoder().decode(letter.get("value").asText())).isEqualTo(odd);
        });
    }

    @Test
    void nothingButInstantsOutOfRangeIsAReplayToo() throws IOException {
        Path events = write("events", List.of(event("odd", "\"1960-01-01T00:00:00Z\"", "\"action\":\"HIRED\"")));
        Files.delete(events.resolve("access.jsonl"));

        assertThat(replay(events, "out")).contains("Played 1 records");
        assertThat(deadLetters()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1960-01-01T00:00:00Z", "+292278994-08-17T07:12:55.807Z", "+1000000000-12-31T23:59:59Z"})
    void anEndOutOfRangeIsRefusedInASentence(String until) throws IOException {
        StringWriter told = new StringWriter();
        int code = Main.commandLine()
                .setErr(new PrintWriter(told, true))
                .execute(arguments(write("events", IDENTITY), "out", "--until", until));

        assertThat(code).isNotZero();
        assertThat(told.toString()).contains("--until").doesNotContain("Exception");
    }

    /** The odd line is line {@code at + 1} of identity.jsonl. */
    private void assertNothingElseMoves(int at, String odd) throws IOException {
        List<String> lines = new ArrayList<>(IDENTITY);
        lines.add(at, odd);
        replay(write("plain", IDENTITY), "plain-out");
        replay(write("events", lines), "out");

        for (String topic : List.of("provisioning-command", "finding", "finding-state", "identity-access", "ticket")) {
            assertThat(dir.resolve("out/" + topic + ".jsonl"))
                    .as("%s with the odd line as line %d", topic, at + 1)
                    .hasSameTextualContentAs(dir.resolve("plain-out/" + topic + ".jsonl"));
        }
        assertThat(dir.resolve("plain-out/provisioning-command.jsonl")).isNotEmptyFile();
        assertThat(dir.resolve("plain-out/dead-letter.jsonl")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    authentication     | "subject":{"identityId":"E1"},"action":"LOGIN_SUCCEEDED"
                    privileged-session | "subject":{"identityId":"E1"},"action":"SESSION_STARTED"
                    compliance         | "subject":{"identityId":"E1"},"action":"CONTROL_TESTED"
                    control            | "action":"FEED_COMPLETED"
                    policy             | "kind":"System","id":"sap","setVersion":2,"document":"kind: System"
                    """)
    void anyInputMayHoldIt(String topic, String rest) throws IOException {
        Path events = write("events", IDENTITY);
        for (String at : List.of("1960-01-01T00:00:00Z", "+292278994-08-17T07:12:55.807Z")) {
            String line =
                    "{\"header\":{\"eventId\":\"odd\",\"source\":\"test\",\"occurredAt\":\"" + at + "\"}," + rest + "}";
            Files.writeString(events.resolve(topic + ".jsonl"), line + "\n");

            assertThat(replay(events, "out")).contains("Played 8 records;");
        }
    }

    private List<JsonNode> deadLetters() throws IOException {
        List<JsonNode> letters = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve("out/dead-letter.jsonl"))) {
            letters.add(JSON.readTree(line));
        }
        return letters;
    }

    private Path write(String name, List<String> identity) throws IOException {
        Path events = Files.createDirectories(dir.resolve(name));
        Files.write(events.resolve("identity.jsonl"), identity);
        Files.write(events.resolve("access.jsonl"), ACCESS);
        return events;
    }

    private String replay(Path events, String out) {
        StringWriter told = new StringWriter();
        int code = Main.commandLine().setErr(new PrintWriter(told, true)).execute(arguments(events, out));
        assertThat(code).as(told.toString()).isZero();
        return told.toString();
    }

    private String[] arguments(Path events, String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "replay",
                "--events",
                events.toString(),
                "--policies",
                dir.resolve("policies").toString(),
                "--out",
                dir.resolve(out).toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static String event(String id, String occurredAt, String rest) {
        return "{\"header\":{\"eventId\":\"" + id + "\",\"source\":\"test\",\"occurredAt\":" + occurredAt
                + "},\"subject\":{\"identityId\":\"E1\"}," + rest + "}";
    }

    private static String granted(String id, String at, String name) {
        return "{\"header\":{\"eventId\":\"" + id + "\",\"source\":\"test\",\"occurredAt\":\"" + at
                + "\"},\"subject\":{\"identityId\":\"E1\",\"account\":{\"system\":\"sap\",\"name\":\"E1@sap\"}},"
                + "\"action\":\"ENTITLEMENT_GRANTED\",\"entitlement\":{\"system\":\"sap\",\"name\":\"" + name + "\"}}";
    }
}
