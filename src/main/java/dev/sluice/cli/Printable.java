package dev.sluice.cli;

/** Text of anybody as a terminal may be shown it. */
final class Printable {
    private Printable() {}

    /**
     * Without what would move the cursor other than to the next line, colour what follows, or turn the direction of writing.
     *
     * @param text the text
     * @return the same with a replacement character for each of these
     */
    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        c != '\n' && c != '\t' && Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                                ? 0xfffd
                                : c));
        return safe.toString();
    }
}
