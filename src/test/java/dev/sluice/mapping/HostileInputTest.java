package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileInputTest {
    private static final String GOOD =
            "{\"uuid\":\"good\",\"published\":\"2026-03-02T08:15:00Z\",\"eventType\":\"user.session.start\","
                    + "\"outcome\":{\"result\":\"SUCCESS\"},\"actor\":{\"alternateId\":\"ada\",\"type\":\"User\"}}";

    /** A bad line and the reason it is refused with. */
    record Bad(String line, String reason) {
        @Override
        public String toString() {
            return reason + " " + line.substring(0, Math.min(30, line.length()));
        }
    }

    static List<Bad> badLines() {
        return List.of(
                new Bad(GOOD.substring(0, 60), "INVALID_JSON"),
                new Bad(GOOD.substring(0, GOOD.length() - 1), "INVALID_JSON"),
                new Bad(GOOD + GOOD, "INVALID_JSON"),
                new Bad("{\"a\":1,\"a\":2}", "INVALID_JSON"),
                new Bad("{\"eventType\":\"a\u0000b\"}", "INVALID_JSON"),
                new Bad("{\"eventType\":\"a\u001b[31m\"}", "INVALID_JSON"),
                new Bad("\u0000\u0000\u0000", "INVALID_JSON"),
                new Bad("not json", "INVALID_JSON"),
                new Bad("{\"score\":1e999999}", "INVALID_NUMBER"),
                new Bad("{\"score\":" + "9".repeat(5000) + "}", "TOO_LARGE"),
                new Bad("{\"a\":".repeat(100) + "1" + "}".repeat(100), "TOO_DEEP"),
                new Bad("[".repeat(100_000), "TOO_LARGE"),
                new Bad("{\"a\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}", "PAYLOAD_TOO_LARGE"),
                new Bad("42", "NOT_A_RECORD"),
                new Bad(GOOD.replace("\"ada\"", "\"a\\u0000da\""), "INVALID_SUBJECT"),
                new Bad(GOOD.replace("\"ada\"", "\"" + "a".repeat(5000) + "\""), "INVALID_SUBJECT"));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    void aBadLineIsRefusedWithItsReasonAndTheNextOneIsRead(Bad bad) {
        Ingested result = okta("events.jsonl", bad.line() + "\n" + GOOD + "\n");
        assertThat(result.reasons()).containsExactly(bad.reason());
        assertThat(result.letters().get(0).line()).isEqualTo(1);
        assertThat(result.letters().get(0).detail()).isNotBlank().hasSizeLessThan(600);
        assertThat(result.letters().get(0).value()).hasSizeLessThanOrEqualTo(Limits.DEFAULT.payloadBytes());
        assertThat(result.keys()).containsExactly("account:okta/ada");
    }

    @Test
    void aLineOfATerabyteWouldNotBeHeld() {
        long size = 200L * 1024 * 1024;
        InputStream endless = new Repeating((byte) 'x', size);
        InputStream file = new SequenceInputStream(Collections.enumeration(
                List.of(endless, new ByteArrayInputStream(("\n" + GOOD).getBytes(StandardCharsets.UTF_8)))));
        Ingested result = Ingested.through(Ingested.mapping("okta"), "big.jsonl", file, Ingested.AS_OF, Limits.DEFAULT);
        assertThat(result.reasons()).containsExactly("PAYLOAD_TOO_LARGE");
        assertThat(result.letters().get(0).detail()).contains(Long.toString(size));
        assertThat(result.letters().get(0).value()).hasSize(Limits.DEFAULT.payloadBytes());
        assertThat(result.events()).hasSize(1);
    }

    @Test
    void aDocumentRefusesOnlyTheElementThatIsTooLargeOrTooDeep() {
        String large = "{\"a\":\"" + "x".repeat(300_000) + "\"}";
        String many = "{\"a\":[" + "1,".repeat(200_000) + "1]}";
        String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
        String twice = "{\"a\":1,\"a\":2}";
        Ingested result = okta("events.json", "[" + String.join(",", large, many, deep, twice, "7", GOOD) + "]");
        assertThat(result.reasons())
                .containsExactly("PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE", "TOO_DEEP", "INVALID_JSON", "NOT_A_RECORD");
        assertThat(result.events()).hasSize(1);
    }

    @Test
    void aTruncatedDocumentGivesWhatCameBeforeAndSaysWhereItBroke() {
        Ingested array = okta("events.json", "[" + GOOD + ",\n" + GOOD.substring(0, 40));
        assertThat(array.events()).hasSize(1);
        assertThat(array.reasons()).containsExactly("INVALID_JSON");
        assertThat(array.letters().get(0).detail()).contains("was not read");
        assertThat(array.letters().get(0).line()).isEqualTo(2);
        Ingested wrapped = Ingested.through(
                Ingested.mapping("workday-raas"),
                "report.json",
                "{\"Report_Entry\":[{\"Emp_ID\":\"1\"},{\"Emp_ID\":\"2\"");
        assertThat(wrapped.keys()).containsExactly("1");
        assertThat(wrapped.reasons()).containsExactly("INVALID_JSON");
    }

    /** A number that is too long is refused by the parser, which does not say where. */
    @Test
    void aBreakWithoutAPlaceIsOnTheFirstLine() {
        Ingested result = okta("events.json", "2".repeat(150));
        assertThat(result.reasons()).isNotEmpty();
        assertThat(result.letters()).allMatch(letter -> letter.line() >= 1);
    }

    @Test
    void oneQuoteTooManyCostsOneLineOfACsvAndNotTheRest() {
        String file =
                "identityId,familyName\nE1,\"Byron\nE2,Hopper\nE3,5\" tall\nE4,Turing\nE5,\"a\"b\nE6,Ada\nE7,\"open";
        Ingested result = Ingested.through(Ingested.mapping("hr-csv"), "w.csv", file);
        assertThat(result.keys()).containsExactly("E2", "E4", "E6");
        assertThat(result.reasons()).containsOnly("INVALID_CSV");
        assertThat(result.letters()).extracting(DeadLetter::line).containsExactly(2L, 4L, 6L, 8L);
    }

    @Test
    void badCsvRowsAreRefusedWithLineAndReason() {
        String big = "x".repeat(10 * 1024 * 1024);
        String file = "identityId,familyName,email\n"
                + "E1,=1+1,a\n" // a formula
                + "E2,Byron\n" // too few columns
                + "E3," + big + ",a\n"
                + "E4,a\u0000b,a\n"
                + "E5,\"two\nlines\",a\n"
                + "E6,@SUM(A1),a\n"
                + "E7,-,a\n";
        Ingested result = Ingested.through(Ingested.mapping("hr-csv"), "w.csv", file);
        assertThat(result.reasons())
                .containsExactly("FORMULA", "COLUMN_COUNT", "PAYLOAD_TOO_LARGE", "CONTROL_CHARACTER", "FORMULA");
        assertThat(result.letters()).extracting(DeadLetter::line).containsExactly(2L, 3L, 4L, 5L, 8L);
        assertThat(result.keys()).containsExactly("E5", "E7");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin = "identityId,familyName\nE1,Zürich\nE2,Bern\n".getBytes(StandardCharsets.ISO_8859_1);
        Ingested result = Ingested.through(Ingested.mapping("hr-csv"), "w.csv", latin, Ingested.AS_OF);
        assertThat(result.reasons()).containsExactly("INVALID_UTF8");
        assertThat(result.keys()).containsExactly("E2");
        byte[] json = GOOD.replace("ada", "z\u00fcrich").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Ingested.through(Ingested.mapping("okta"), "x.jsonl", json, Ingested.AS_OF)
                        .reasons())
                .containsExactly("INVALID_JSON");
    }

    /** Guessed to be in another encoding, a file had no places in bytes: no bounds, and what was no text stopped the run. */
    @Test
    void jsonInAnotherEncodingThanUtf8IsRefusedAndBoundedLikeAnyOther() {
        String large = "[" + GOOD.replace("\"ada\"", "\"" + "x".repeat(300_000) + "\"") + "]";
        for (Charset other :
                List.of(Charset.forName("UTF-32BE"), Charset.forName("UTF-32LE"), StandardCharsets.UTF_16LE)) {
            for (String name : List.of("events.json", "events.jsonl")) {
                Ingested result =
                        Ingested.through(Ingested.mapping("okta"), name, large.getBytes(other), Ingested.AS_OF);
                assertThat(result.events()).as("%s in %s", name, other).isEmpty();
                assertThat(result.reasons()).isNotEmpty().containsAnyOf("INVALID_JSON", "PAYLOAD_TOO_LARGE");
            }
        }
        byte[] noText = {0, 0, 0, '\n', ')'};
        assertThat(Ingested.through(Ingested.mapping("okta"), "x.json", noText, Ingested.AS_OF)
                        .reasons())
                .containsOnly("INVALID_JSON");
    }

    @Test
    void aByteOrderMarkBeforeADocumentDoesNotMatter() {
        Ingested result = okta("events.json", "\ufeff[" + GOOD + "]");
        assertThat(result.reasons()).isEmpty();
        assertThat(result.events()).hasSize(1);
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsDoNotMatter() {
        Ingested result =
                Ingested.through(Ingested.mapping("hr-csv"), "w.csv", "\ufeffidentityId,email\r\nE1,a\r\n\r\nE2,b");
        assertThat(result.keys()).containsExactly("E1", "E2");
    }

    @Test
    void aMappingThatTakesTooLongIsGivenUp() {
        Mapping slow = TestMappings.template(
                "let all = .a\n" + "{\"unmapped\": string(size([for (.a) size([for ($all) size([for ($all) 1])])]))}");
        Limits limits = new Limits(1 << 14, 8, Duration.ofSeconds(2));
        String file = "{\"a\":[" + "1,".repeat(1399) + "1]}\n{\"a\":[]}\n";
        Ingested result = Ingested.through(
                slow,
                "x.jsonl",
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)),
                Ingested.AS_OF,
                limits);
        assertThat(result.reasons()).containsExactly("TOO_SLOW");
        assertThat(result.summary().unmapped()).containsEntry("0", 1L);
    }

    @Property(tries = 500)
    void whateverTheBytesEveryLineIsAccountedForAndTheGoodOneIsRead(@ForAll byte[] noise) {
        byte[] before = new byte[noise.length + 1];
        System.arraycopy(noise, 0, before, 0, noise.length);
        before[noise.length] = '\n';
        byte[] file = Arrays.copyOf(before, before.length + GOOD.length());
        System.arraycopy(GOOD.getBytes(StandardCharsets.US_ASCII), 0, file, before.length, GOOD.length());
        Ingested result = Ingested.through(Ingested.mapping("okta"), "x.jsonl", file, Ingested.AS_OF);
        assertThat(result.keys()).contains("account:okta/ada");
        long unmapped = result.summary().unmapped().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(result.summary().read())
                .isEqualTo(result.events().size() + result.letters().size() + unmapped);
    }

    private static Ingested okta(String name, String content) {
        return Ingested.through(Ingested.mapping("okta"), name, content);
    }

    /** So many times the same byte, without holding them. */
    private static final class Repeating extends InputStream {
        private final byte value;
        private long left;

        Repeating(byte value, long count) {
            this.value = value;
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? value : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            Arrays.fill(buffer, offset, offset + count, value);
            left -= count;
            return count;
        }
    }
}
