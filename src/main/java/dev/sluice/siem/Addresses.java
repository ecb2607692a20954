package dev.sluice.siem;

/**
 * Literal addresses, told apart from whatever else an event may give for one. Nobody is asked for a name. A number with a leading
 * zero and an address with a zone are none: readers differ on what they mean.
 */
final class Addresses {
    /** What a text is. */
    enum Kind {
        /** Dotted decimal (RFC 3986, IPv4address). */
        FOUR,
        /** Groups of hexadecimal digits (RFC 4291, 2.2). */
        SIX,
        /** No address. */
        NONE
    }

    /** What is longer can be written shorter, and OCSF takes no more than 40. */
    private static final int LONGEST = 39;

    private static final int GROUPS = 8;

    private Addresses() {}

    static Kind kind(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return Kind.NONE;
        }
        if (isFour(text, 0)) {
            return Kind.FOUR;
        }
        return isSix(text) ? Kind.SIX : Kind.NONE;
    }

    private static boolean isFour(String text, int from) {
        int octets = 0;
        int at = from;
        while (octets < 4) {
            int start = at;
            int value = 0;
            while (at < text.length() && isDigit(text.charAt(at)) && at - start < 3) {
                value = value * 10 + text.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || value > 0xff || leadingZero) {
                return false;
            }
            octets++;
            if (octets < 4) {
                if (at >= text.length() || text.charAt(at) != '.') {
                    return false;
                }
                at++;
            }
        }
        return at == text.length();
    }

    private static boolean isSix(String text) {
        int groups = 0;
        boolean gap = false;
        int at = 0;
        if (text.startsWith("::")) {
            gap = true;
            at = 2;
        }
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && isHex(text.charAt(at))) {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '.') {
                boolean last = isFour(text, start);
                return last && complete(groups + 2, gap);
            }
            if (at == start || at - start > 4) {
                return false;
            }
            groups++;
            if (at == text.length()) {
                break;
            }
            if (text.charAt(at++) != ':' || at == text.length()) {
                return false;
            }
            if (text.charAt(at) == ':') {
                if (gap) {
                    return false;
                }
                gap = true;
                at++;
            }
        }
        return complete(groups, gap);
    }

    private static boolean complete(int groups, boolean gap) {
        return gap ? groups < GROUPS : groups == GROUPS;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
}
