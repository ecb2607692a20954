package dev.sluice.domain.spray;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever way an address is written, it counts as one; a name is never asked for. */
class SourceAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, ip:203.0.113.7, 203.0.113.7",
        "203.000.113.007, ip:203.0.113.7, 203.0.113.7",
        "::ffff:203.0.113.7, ip:203.0.113.7, 203.0.113.7",
        "2001:db8:0:1:a:b:c:d, ip:2001:db8:0:1::/64, 2001:db8:0:1::",
        "2001:DB8:0:1::, ip:2001:db8:0:1::/64, 2001:db8:0:1::",
        "2001:db8::1, ip:2001:db8::/64, 2001:db8::",
        "::1, ip:::/64, ::"
    })
    void anAddressHasOneKey(String written, String key, String literal) {
        assertThat(SourceAddress.keyOf(written)).contains(key);
        assertThat(SourceAddress.isKey(key)).isTrue();
        assertThat(SourceAddress.literal(key)).isEqualTo(literal);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "localhost", "evil.example.com", "10.0.0.256", "10.0.0.1:443", "fe80::1%eth0", "1"})
    void whatIsNoLiteralAddressHasNone(String written) {
        assertThat(SourceAddress.keyOf(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip:",
                "ip:010.0.0.1",
                "ip:2001:db8::1",
                "ip:2001:db8::1/64",
                "ip:2001:DB8::/64",
                "ip:2001:db8:0:0::/64",
                "ip:10.0.0.0/8",
                "10.0.0.1",
                "E1"
            })
    void anotherWayToWriteItIsNoKey(String key) {
        assertThat(SourceAddress.isKey(key)).isFalse();
    }
}
