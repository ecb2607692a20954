package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SyslogEncoderTest {
    private static final Encoder ENCODER =
            new SyslogEncoder(new SyslogEncoder.Header("gate-1", "sluice", 10, 6, 32_473, "iam."));

    private static String encoded(Message message) throws Refused {
        return new String(ENCODER.encode(message), StandardCharsets.UTF_8);
    }

    @Example
    void wrapsWhatIsNoSyslogWithTheRecordsTimeAndId() throws Refused {
        assertThat(encoded(Messages.of(7, "CEF:0|Sluice|Sluice|1|x|né|3|act=Grant")))
                .isEqualTo("<86>1 2026-01-01T00:00:00.123Z gate-1 sluice - audit-cef"
                        + " [relay@32473 id=\"iam.audit-cef-0-7\"] CEF:0|Sluice|Sluice|1|x|né|3|act=Grant");
    }

    @Example
    void leavesSyslogAsItIs() throws Refused {
        String line = "<110>1 2026-01-01T00:00:00.000Z host app - ID [a@1 b=\"c\"] text";

        assertThat(encoded(Messages.of(1, line))).isEqualTo(line);
    }

    @Example
    void wrapsWhatOnlyLooksLikeSyslog() throws Refused {
        for (String text : List.of("<Event/>", "<192>1 a b c", "<013>1 a b c", "<13>2 a b c", "<13>1")) {
            assertThat(encoded(Messages.of(1, text))).startsWith("<86>1 2026").endsWith("] " + text);
        }
    }

    @Example
    void theSameRecordIsTheSameMessageEachTime() throws Refused {
        assertThat(encoded(Messages.of(3, "x"))).isEqualTo(encoded(Messages.of(3, "x")));
    }

    @Example
    void refusesWhatIsNoText() {
        assertThat(refused(Messages.of(1, null))).isEqualTo(ParkReason.EMPTY);
        assertThat(refused(Messages.of(1, "  "))).isEqualTo(ParkReason.EMPTY);
        assertThat(refused(Messages.of(0, 1, new byte[] {'a', (byte) 0xC3}))).isEqualTo(ParkReason.NOT_UTF8);
    }

    private static ParkReason refused(Message message) {
        return catchThrowableOfType(Refused.class, () -> ENCODER.encode(message))
                .reason();
    }

    /** A reader of its own: whatever bytes messages have, frames come apart where they were put together. */
    @Property
    void framesComeApartAgain(@ForAll @Size(max = 20) List<@Size(max = 300) byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        messages.forEach(message -> OctetCounting.append(out, message));

        assertThat(apart(out.toByteArray()))
                .usingElementComparator((a, b) -> Arrays.compare(a, b))
                .isEqualTo(messages);
    }

    private static List<byte[]> apart(byte[] stream) {
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int blank = at;
            while (stream[blank] != ' ') {
                blank++;
            }
            String digits = new String(stream, at, blank - at, StandardCharsets.US_ASCII);
            assertThat(digits).matches("0|[1-9][0-9]*");
            int length = Integer.parseInt(digits);
            messages.add(Arrays.copyOfRange(stream, blank + 1, blank + 1 + length));
            at = blank + 1 + length;
        }
        return messages;
    }
}
