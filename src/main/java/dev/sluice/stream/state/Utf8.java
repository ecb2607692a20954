package dev.sluice.stream.state;

/** Lengths of texts. */
final class Utf8 {
    private Utf8() {}

    /** The bytes of a text in UTF-8, at most. */
    static int length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return text.length() * 3;
            }
        }
        return length;
    }
}
