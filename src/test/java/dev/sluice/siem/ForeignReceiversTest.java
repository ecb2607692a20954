package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.event.AuditEvent;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What programs that others run in front of a SIEM make of the records: rsyslog receives the syslog form over TCP, liblognorm
 * reads CEF. Skipped where they are not installed.
 */
@Tag("oracle")
class ForeignReceiversTest {
    private static final int HOSTILE = Integer.getInteger("sluice.siem.records", 100_000);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Readers READERS = new Readers();
    private final JsonMapper json = new JsonMapper();

    @TempDir
    Path dir;

    /** The same ones at each call: all of them would not fit into memory. */
    private static Iterator<AuditEvent> records() {
        HostileAudits hostile = new HostileAudits(new Random(514));
        return Stream.concat(
                        AuditSamples.withAndWithoutDetail().stream(),
                        Stream.generate(hostile::next).limit(HOSTILE))
                .iterator();
    }

    @Test
    void rsyslogReceivesEveryRecordAsItWasMeant() throws Exception {
        int port = freePort();
        Path received = dir.resolve("received.jsonl");
        Path config = Files.writeString(dir.resolve("rsyslog.conf"), rsyslogConfig(port, received));
        Process rsyslog = ForeignPrograms.start(
                        "rsyslogd",
                        Stream.concat(
                                        Stream.of(
                                                "-n",
                                                "-f",
                                                config.toString(),
                                                "-i",
                                                dir.resolve("pid").toString()),
                                        ForeignPrograms.libraries().stream()
                                                .flatMap(folder -> Stream.of(
                                                        "-M",
                                                        folder.resolve("rsyslog")
                                                                .toString())))
                                .toArray(String[]::new))
                .redirectOutput(dir.resolve("rsyslog.log").toFile())
                .start();
        try {
            long sent = send(port);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> lines(received) >= sent);
        } finally {
            rsyslog.destroy();
            rsyslog.waitFor();
        }
        compare(received, ForeignReceiversTest::isWhatWasMeant);
    }

    private static String rsyslogConfig(int port, Path received) {
        return """
                global(workDirectory="%s" maxMessageSize="1m")
                module(load="imtcp" MaxFrameSize="1000000")
                template(name="all" type="list" option.jsonf="on") {
                  property(outname="pri" name="pri" format="jsonf")
                  property(outname="version" name="protocol-version" format="jsonf")
                  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
                  property(outname="host" name="hostname" format="jsonf")
                  property(outname="app" name="app-name" format="jsonf")
                  property(outname="proc" name="procid" format="jsonf")
                  property(outname="msgid" name="msgid" format="jsonf")
                  property(outname="sd" name="structured-data" format="jsonf")
                  property(outname="msg" name="msg" format="jsonf")
                }
                input(type="imtcp" port="%d" address="127.0.0.1" ruleset="audit")
                ruleset(name="audit") {
                  action(type="omfile" file="%s" template="all")
                }
                """
                .formatted(received.getParent(), port, received);
    }

    /** With octet counting (RFC 6587, 3.4.1). */
    private long send(int port) throws IOException {
        Socket[] connected = new Socket[1];
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            connected[0] = new Socket(InetAddress.getLoopbackAddress(), port);
            return true;
        });
        try (Socket socket = connected[0];
                OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
            long sent = 0;
            for (Iterator<AuditEvent> records = records(); records.hasNext(); sent++) {
                byte[] frame = READERS.render(Format.SYSLOG, records.next()).getBytes(StandardCharsets.UTF_8);
                out.write((frame.length + " ").getBytes(StandardCharsets.US_ASCII));
                out.write(frame);
            }
            return sent;
        }
    }

    /** Each line with the record that it is of; there are as many. */
    private void compare(Path read, BiConsumer<JsonNode, AuditEvent> isWhatWasMeant) throws IOException {
        Iterator<AuditEvent> records = records();
        try (BufferedReader lines = Files.newBufferedReader(read)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                isWhatWasMeant.accept(json.readTree(line), records.next());
            }
        }
        assertThat(records.hasNext()).isFalse();
    }

    private static void isWhatWasMeant(JsonNode read, AuditEvent audit) {
        Facts facts = new Facts(audit, Readers.MEANINGS);
        assertThat(read.path("pri").asText())
                .isEqualTo(Integer.toString(facts.facility() * 8 + facts.level().syslog()));
        assertThat(read.path("version").asText()).isEqualTo("1");
        assertThat(Instant.parse(read.path("time").asText())).isEqualTo(Instant.ofEpochMilli(facts.time()));
        assertThat(read.path("host").asText()).isEqualTo(Readers.OPTIONS.hostname());
        assertThat(read.path("app").asText()).isEqualTo("sluice");
        assertThat(read.path("proc").asText()).isEqualTo("-");
        assertThat(read.path("msgid").asText()).isEqualTo(facts.meaning().msgId());
        String message = read.path("msg").asText();
        StrictSyslog again = StrictSyslog.parse(
                "<1>1 2026-03-01T08:00:00Z - - - - " + read.path("sd").asText() + " " + message);
        Map<String, String> expected = new LinkedHashMap<>(Stated.values(Format.SYSLOG, facts));
        expected.put("id", facts.meaning().id());
        expected.put("act", facts.meaning().act());
        if (facts.meaning().result().word() != null) {
            expected.put("outcome", facts.meaning().result().word());
        }
        assertThat(new TreeMap<>(again.elements().get("sluice@32473"))).isEqualTo(new TreeMap<>(expected));
        assertThat(again.message()).isEqualTo(Stated.value(Format.SYSLOG, facts.sentence(), Field.MAX));
    }

    @Test
    void liblognormReadsEveryRecordOfCefAsItWasMeant() throws Exception {
        Path rules = Files.writeString(dir.resolve("cef.rb"), "version=2\nrule=:%cef:cef%\n");
        Path input = dir.resolve("audit.cef");
        Path output = dir.resolve("read.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(input)) {
            for (Iterator<AuditEvent> records = records(); records.hasNext(); ) {
                out.write(READERS.render(Format.CEF, records.next()) + "\n");
            }
        }
        Process lognormalizer = ForeignPrograms.start("lognormalizer", "-r", rules.toString(), "-e", "json")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .start();
        assertThat(lognormalizer.waitFor()).isZero();
        compare(output, ForeignReceiversTest::isWhatCefMeant);
    }

    private static void isWhatCefMeant(JsonNode read, AuditEvent audit) {
        Facts facts = new Facts(audit, Readers.MEANINGS);
        JsonNode cef = read.path("cef");
        assertThat(cef.path("SignatureID").asText())
                .as("%s", read)
                .isEqualTo(facts.meaning().id());
        assertThat(cef.path("Name").asText()).isEqualTo(facts.meaning().name());
        Map<String, String> extensions = new TreeMap<>();
        cef.path("Extensions")
                .properties()
                .forEach(
                        entry -> extensions.put(entry.getKey(), entry.getValue().asText()));
        assertThat(extensions).isEqualTo(new TreeMap<>(Readers.expectedOfCef(facts)));
    }

    private static long lines(Path file) throws IOException {
        if (Files.notExists(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
