package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.IdentityAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The identity of events in the store: it must never change. */
class EventHashTest {
    /** As {@code openssl mac -macopt hexkey:736c75696365206576656e7420696473 -macopt size:16 SIPHASH} has them. */
    @ParameterizedTest
    @CsvSource({
        "identity, E1, workday-prod, e1, 2e69bdcf5d3949b1, 8f7a35dde15cfdc3",
        "access, account:sap/ÄDA, okta, 0b1c7a52-6f0e-4c53-9a43-8f3f1f1a2b3c, b33312a6cb48b866, 4e4146aa711f40bf",
        "authentication, E-日本, idp, 😀, 58490e249688493c, 66600c208e37855b",
        "'', '', '', '', f3b53ab80a04e7c3, 4796cf43fdca9cad"
    })
    void isWhatItHasAlwaysBeen(String topic, String subject, String source, String eventId, String high, String low) {
        assertThat(EventHash.of(topic, subject, source, eventId))
                .isEqualTo(new EventHash(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)));
    }

    @Test
    void takesTheLengthOfALongMessageAsSipHashDoes() {
        assertThat(EventHash.of("a", "b", "c", "x".repeat(200)))
                .isEqualTo(new EventHash(0x71f0c8946c44273dL, 0x20c4bb602bfd1abdL));
    }

    @Test
    void takesItsPartsFromTheEvent() {
        EventView identity =
                EventView.of(Events.identity(Events.header("e1", "workday-prod", null, 1), "E1", IdentityAction.HIRED));
        EventView access = EventView.of(Events.access(
                Events.header("e1", "okta", null, 1),
                null,
                AccessAction.ACCOUNT_CREATED,
                Events.account("sap", "ADA")));

        assertThat(EventHash.of(identity)).isEqualTo(EventHash.of("identity", "E1", "workday-prod", "e1"));
        assertThat(EventHash.of(access)).isEqualTo(EventHash.of("access", "account:sap/ADA", "okta", "e1"));
    }

    @Property(tries = 2000)
    void tellsEveryOtherSplitAndOrderOfTheSameTextApart(@ForAll @AlphaChars @StringLength(max = 12) String text) {
        Map<List<String>, EventHash> hashes = new HashMap<>();
        for (int i = 0; i <= text.length(); i++) {
            for (int j = i; j <= text.length(); j++) {
                String a = text.substring(0, i);
                String b = text.substring(i, j);
                String c = text.substring(j);
                hashes.put(List.of("t", a, b, c), EventHash.of("t", a, b, c));
                hashes.put(List.of("t", c, b, a), EventHash.of("t", c, b, a));
                hashes.put(List.of(a, b, c, "t"), EventHash.of(a, b, c, "t"));
            }
        }

        assertThat(new HashSet<>(hashes.values())).hasSameSizeAs(hashes.keySet());
    }

    @Test
    void everyUnitOfAPartCounts() {
        Set<EventHash> hashes = new HashSet<>();
        StringBuilder text = new StringBuilder("0123456789");
        for (int i = 0; i < text.length(); i++) {
            char before = text.charAt(i);
            for (int c = 0; c < Character.MAX_VALUE; c += 251) {
                text.setCharAt(i, (char) c);
                hashes.add(EventHash.of("t", "s", "p", text.toString()));
            }
            text.setCharAt(i, before);
        }

        assertThat(hashes).hasSize(10 * (Character.MAX_VALUE / 251 + 1));
    }

    @Test
    void aTextThatCameAsBytesIsTheSameText() {
        String text = new String("größe-日本".getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String latin = "größe-日本".substring(0, 5);

        assertThat(EventHash.of("t", text, "s", text.substring(0, 5)))
                .isEqualTo(EventHash.of("t", "größe-日本", "s", latin))
                .isEqualTo(EventHash.of("t", "größe-日本", "s", "größe"));
    }
}
