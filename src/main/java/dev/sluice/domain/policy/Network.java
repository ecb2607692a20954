package dev.sluice.domain.policy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 section 2.3): an address, and how many of its bits are those of the network.
 */
public final class Network {
    private static final Pattern FOUR = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

    /** With a colon, and a hex digit or a colon first: such a text is read as an address or refused, and nobody is asked for it. */
    private static final Pattern SIX = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

    private static final int BITS = 8;

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Reads a network.
     *
     * @param text for example {@code 198.51.100.0/24} or {@code 2001:db8::/32}; without a slash a single address
     * @return the network
     * @throws IllegalArgumentException if it is none
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException(
                        "`" + text + "` is no network; write one such as 198.51.100.0/24 or 2001:db8::/32."));
        int most = address.length * BITS;
        String length = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
            throw new IllegalArgumentException(
                    "`" + text + "` is no network; after the slash stand 0 to " + most + ".");
        }
        Network network = new Network(address, Integer.parseInt(length));
        if (network.hasHostBits()) {
            throw new IllegalArgumentException("`" + text
                    + "` names an address within a network; write the network's own, with zeros at its end.");
        }
        return network;
    }

    /**
     * Reads an address as it stands in an event; nobody is asked for it.
     *
     * @param text a literal IPv4 or IPv6 address
     * @return its bytes, 4 or 16 of them; empty if it is none
     */
    public static Optional<byte[]> address(String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher four = FOUR.matcher(text);
        return four.matches() ? four(four) : six(text);
    }

    private static Optional<byte[]> four(Matcher octets) {
        byte[] address = new byte[octets.groupCount()];
        for (int i = 0; i < address.length; i++) {
            int octet = Integer.parseInt(octets.group(i + 1));
            if (octet > 0xff) {
                return Optional.empty();
            }
            address[i] = (byte) octet;
        }
        return Optional.of(address);
    }

    private static Optional<byte[]> six(String text) {
        if (!SIX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName("[" + text + "]").getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private boolean hasHostBits() {
        int lowest = new BigInteger(1, address).getLowestSetBit();
        return lowest >= 0 && lowest < address.length * BITS - bits;
    }

    /**
     * Whether an address is one of the network's.
     *
     * @param other what {@link #address} gave
     * @return true if it is
     */
    public boolean holds(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / BITS;
        if (!Arrays.equals(other, 0, whole, address, 0, whole)) {
            return false;
        }
        int rest = bits % BITS;
        return rest == 0 || (other[whole] & 0xff) >>> BITS - rest == (address[whole] & 0xff) >>> BITS - rest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && bits == network.bits && Arrays.equals(address, network.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + bits;
    }
}
