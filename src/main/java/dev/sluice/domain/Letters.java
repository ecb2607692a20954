package dev.sluice.domain;

/** Texts that are cut where they are too long. */
public final class Letters {
    private Letters() {}

    /**
     * The beginning of a text, without half of a letter that takes two units: it could not be written.
     *
     * @param text the text
     * @param units how many UTF-16 units are kept at most, positive
     * @return the text itself if it is no longer
     */
    public static String atMost(String text, int units) {
        if (text.length() <= units) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(units - 1)) ? units - 1 : units);
    }
}
