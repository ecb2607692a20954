package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationAction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What single records look like, by the words of each format's rules. */
class FormatsTest {
    private static final Readers READERS = new Readers();

    private static AuditEvent login(Consumer<AuditDetail> parts) {
        AuditEvent audit =
                AuditSamples.base(7, "authentication", AuthenticationAction.LOGIN_FAILED.name(), AuditOutcome.APPLIED);
        AuditDetail detail = new AuditDetail();
        parts.accept(detail);
        audit.setDetail(detail);
        audit.setOccurredAt(Instant.parse("2026-03-01T08:00:00Z"));
        return audit;
    }

    @Test
    void cefHasASpaceAfterItsHeaderAndMilliseconds() {
        assertThat(READERS.render(Format.CEF, login(detail -> detail.setSourceIp("203.0.113.7"))))
                .startsWith("CEF:0|Sluice|Audit|0.1|iam.authn.login.failed|Log-in failed|3| rt=1772352000000"
                        + " dvchost=siem-1.example cat=authn.failed act=login outcome=failure externalId=")
                .contains(" src=203.0.113.7 ")
                .doesNotContain("c6a2");
    }

    @Test
    void cefHasAnAddressOfSixteenBytesUnderAKeyOfItsOwn() {
        assertThat(READERS.render(Format.CEF, login(detail -> detail.setSourceIp("2001:db8::7"))))
                .contains(" c6a2=2001:db8::7 c6a2Label=Source IPv6 Address ")
                .doesNotContain(" src=");
        assertThat(READERS.render(Format.CEF, login(detail -> detail.setSourceIp("proxy-3"))))
                .contains(" shost=proxy-3 ");
    }

    @Test
    void whatIsTooLongForTheDictionaryEndsWithAnEllipsis() {
        String cef = READERS.render(Format.CEF, login(detail -> detail.setText("x".repeat(1_022) + "😀")));

        assertThat(cef).contains(" msg=" + "x".repeat(1_022) + "… ");
        assertThat(READERS.render(Format.CEF, login(detail -> detail.setText("x".repeat(1_021) + "😀"))))
                .contains("x😀 ");
    }

    @Test
    void aRecordBeginsOnceForAReaderThatLooksForTheLast() {
        assertThat(READERS.render(Format.CEF, login(detail -> detail.setDevice("x CEF:0|a|b|c|d|e|9| act=none"))))
                .contains("requestClientApplication=x CEF\ua7890|a|b|c|d|e|9| act\\=none ");
    }

    @Test
    void leefHasNoDelimiterInAValue() {
        assertThat(READERS.render(Format.LEEF, login(detail -> detail.setDevice("a^usrName=root\tb\r\nc|d"))))
                .startsWith(
                        "LEEF:2.0|Sluice|Audit|0.1|iam.authn.login.failed|^|devTime=1772352000000^cat=authn.failed^sev=3^")
                .contains("^device=aˆusrName=root b c|d^")
                .contains("^usrName=E1001^");
    }

    @Test
    void syslogHasAByteOrderMarkAndEscapedParameters() {
        AuditEvent audit = login(detail -> detail.setDevice("a\"b]c\\d"));
        audit.setSequence(2_147_483_648L);

        assertThat(READERS.render(Format.SYSLOG, audit))
                .startsWith("<109>1 2026-03-01T08:00:00.000Z siem-1.example sluice - authn.login.failed"
                        + " [meta sequenceId=\"1\"][origin enterpriseId=\"32473\" software=\"Sluice\" swVersion=\"0.1\"]"
                        + "[sluice@32473 id=\"iam.authn.login.failed\" act=\"login\" outcome=\"failure\" ")
                .contains(" device=\"a\\\"b\\]c\\\\d\" ")
                .endsWith("] \ufeffLog-in failed: E1001");
    }

    @Test
    void aWindowsEventIsNotOneOfWindowsButSaysWhichOne() {
        assertThat(READERS.render(Format.WINEVENT, login(detail -> detail.setDevice("a<b>&\u0000\n]]>"))))
                .contains("<Provider Name=\"Sluice\" ", "<Channel>Sluice/Audit</Channel>", "0x8010000000000000")
                .contains("<EventID>1202</EventID>", "<Data Name=\"WindowsEquivalentEventId\">4625</Data>")
                .contains("<Data Name=\"device\">a&lt;b&gt;&amp;\ufffd&#10;]]&gt;</Data>")
                .doesNotContain("Microsoft-Windows");
    }

    @Test
    void whoReadsALogIsNotShownSomethingElse() {
        AuditEvent audit = login(detail -> detail.setDevice("user\u202etxt.exe"));

        assertThat(READERS.render(Format.CEF, audit)).contains("user\ufffdtxt.exe");
        assertThat(READERS.render(Format.JSON, audit)).contains("user\\u202etxt.exe");
        assertThat(READERS.render(Format.OCSF, audit)).contains("user\\u202etxt.exe");
    }

    @Test
    void aRefusedRecordsImpossibleTimeIsNotItsTime() {
        AuditEvent audit = login(detail -> {});
        audit.setOccurredAt(Instant.ofEpochMilli(Long.MIN_VALUE));
        audit.setDecidedAt(Instant.ofEpochMilli(Long.MAX_VALUE));

        assertThat(READERS.render(Format.LEEF, audit))
                .contains("devTime=" + audit.getInput().getArrivedAt().toEpochMilli() + "^");
    }

    @Test
    void theSchemaOfOcsfRefusesWhatItIsAskedToRefuse() {
        OcsfSchema schema = new OcsfSchema();
        AuditEvent grant = AuditSamples.all().stream()
                .filter(audit -> audit.getAction().equals("REQUEST_APPROVED"))
                .findFirst()
                .orElseThrow();
        for (Consumer<ObjectNode> damage : java.util.List.<Consumer<ObjectNode>>of(
                event -> event.remove("metadata"),
                event -> event.put("type_uid", 300_404),
                event -> event.put("invented", 1),
                event -> event.put("severity_id", 7),
                event -> event.put("time", "2026"),
                event -> ((ObjectNode) event.get("metadata")).remove("profiles"),
                event -> ((ObjectNode) event.get("metadata")).put("version", "1.9.0"),
                event -> event.putObject("actor"),
                event -> event.putObject("entity").put("type_id", 99),
                event -> event.putObject("src_endpoint").put("ip", "not an address"))) {
            ObjectNode event = (ObjectNode) READERS.tree(READERS.render(Format.OCSF, grant));
            schema.accepts(event);
            damage.accept(event);
            assertThat(schema.refuses(event)).as("%s", event).isTrue();
        }
    }

    @Test
    void ocsfSaysWhatTheClassAsksFor() {
        JsonNode event = READERS.tree(READERS.render(Format.OCSF, login(detail -> detail.setFactor("push"))));

        assertThat(event.path("type_uid").asInt()).isEqualTo(300_201);
        assertThat(event.path("status_id").asInt()).isEqualTo(2);
        assertThat(event.path("user").path("uid").asText()).isEqualTo("E1001");
        assertThat(event.path("service").path("name").asText()).isEqualTo("sap");
        assertThat(event.path("metadata").path("version").asText()).isEqualTo("1.8.0");
        assertThat(event.path("auth_factors").path(0).path("factor_type").asText())
                .isEqualTo("push");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9.0", "1.8", "", "2.0.0"})
    void otherVersionsOfOcsfAreRefused(String number) {
        assertThatThrownBy(() -> OcsfVersion.of(number))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.8.0");
    }

    @Test
    void aFormatThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> Format.of("gelf")).hasMessageContaining("ocsf, json, cef, leef, syslog, winevent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "zürich"})
    void aHostNameThatWouldBreakAHeaderIsRefused(String hostname) {
        assertThatThrownBy(() -> RenderOptions.defaults(hostname)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theProductsVersionIsThatOfTheBuild() throws IOException {
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + RenderOptions.PRODUCT_VERSION + ".");
    }

    @Test
    void timesAreThoseOfTheCalendar() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Instant instant =
                    Instant.ofEpochMilli(Times.FIRST + (long) (random.nextDouble() * (Times.LAST - Times.FIRST)));
            StringBuilder text = new StringBuilder();
            Times.iso(text, instant.toEpochMilli());
            if (text.length() != 24 || !Instant.parse(text).equals(instant)) {
                throw new AssertionError(instant + " is written as " + text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "203.0.113.7", "255.255.255.255"})
    void isAnAddressOfFourBytes(String text) {
        assertThat(Addresses.kind(text)).isEqualTo(Addresses.Kind.FOUR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"::", "::1", "1::", "2001:db8::7", "1:2:3:4:5:6:7:8", "::ffff:203.0.113.7", "1:2:3:4:5:6:7::"})
    void isAnAddressOfSixteenBytes(String text) throws IOException {
        assertThat(Addresses.kind(text)).isEqualTo(Addresses.Kind.SIX);
        assertThat(InetAddress.getByName(text)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4 ",
                ":",
                ":::",
                "1:2",
                "1::2::3",
                "g::",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "fe80::1%eth0",
                "::1.2.3",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:"
            })
    void isNoAddress(String text) {
        assertThat(Addresses.kind(text)).isEqualTo(Addresses.Kind.NONE);
    }
}
