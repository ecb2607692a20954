package dev.sluice.domain.spray;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.policy.Network;
import java.util.Optional;

/**
 * From where somebody logs in, as it is added up: a literal address; of IPv6 its network of 64 bits, of which whoever has one address
 * has all. Nobody is ever asked for a name.
 */
public final class SourceAddress {
    private static final int OCTETS = 4;
    private static final int GROUPS = 4;
    private static final String NETWORK = "::/64";

    private SourceAddress() {}

    /**
     * The key of the address that an event tells of.
     *
     * @param sourceIp what the event says; null if it says nothing
     * @return for example {@code ip:203.0.113.7} or {@code ip:2001:db8:0:1::/64}; empty if it is no literal address
     */
    public static Optional<String> keyOf(String sourceIp) {
        return Network.address(sourceIp).map(SourceAddress::text).map(SubjectKeys::address);
    }

    /**
     * Whether a key is one that {@link #keyOf} gives.
     *
     * @param key a record key
     * @return false for any other way to write the same
     */
    public static boolean isKey(String key) {
        return SubjectKeys.isAddress(key)
                && keyOf(literal(key)).filter(key::equals).isPresent();
    }

    /**
     * An address of a key.
     *
     * @param key what {@link #keyOf} gave
     * @return the address itself, of IPv6 the first of its network
     */
    public static String literal(String key) {
        String address = SubjectKeys.addressOf(key);
        return address.endsWith(NETWORK) ? address.substring(0, address.indexOf('/')) : address;
    }

    private static String text(byte[] address) {
        StringBuilder text = new StringBuilder();
        if (address.length == OCTETS) {
            for (byte octet : address) {
                text.append(text.length() == 0 ? "" : ".").append(octet & 0xff);
            }
            return text.toString();
        }
        int groups = GROUPS;
        while (groups > 0 && group(address, groups - 1) == 0) {
            groups--;
        }
        for (int i = 0; i < groups; i++) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group(address, i)));
        }
        return text.append(NETWORK).toString();
    }

    private static int group(byte[] address, int number) {
        return (address[2 * number] & 0xff) << Byte.SIZE | address[2 * number + 1] & 0xff;
    }
}
