package dev.sluice.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks and addresses as texts, of which none is ever looked up. */
class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.0/24, 198.51.100.255, true",
        "198.51.100.0/24, 198.51.101.0, false",
        "198.51.100.128/25, 198.51.100.127, false",
        "198.51.100.128/25, 198.51.100.128, true",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.6, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/32, 8.8.8.8, false",
        "::/0, 2001:db9::1, true",
        "198.51.100.0/24, ::ffff:198.51.100.1, true",
    })
    void holdsItsAddresses(String network, String address, boolean holds) {
        assertThat(Network.parse(network).holds(Network.address(address).orElseThrow()))
                .isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "300.1.1.1",
                "1.2.3",
                "1.2.3.4.5",
                "localhost",
                ".a:b",
                ".1:2",
                "fe80::1%eth0",
                "g::1",
                "1:2",
                ":::",
                "1::2::3"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(Network.address(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1/24", "198.51.100.0/33", "198.51.100.0/x", "::1/64", "example.com/8", "/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("`" + text + "`");
    }

    @Test
    void twoAreTheSameByAddressAndLength() {
        assertThat(Network.parse("198.51.100.0/24"))
                .isEqualTo(Network.parse("198.51.100.0/24"))
                .hasSameHashCodeAs(Network.parse("198.51.100.0/24"))
                .isNotEqualTo(Network.parse("198.51.100.0/25"));
    }
}
