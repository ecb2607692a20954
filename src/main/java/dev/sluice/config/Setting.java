package dev.sluice.config;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One value that was given.
 *
 * @param value the value, after config providers were asked
 * @param origin where it was given
 * @param where the file, variable, property or option by name
 * @param isSecret whether it must not be shown
 */
public record Setting(Object value, Origin origin, String where, boolean isSecret) {
    /** What is shown instead of a secret. */
    public static final String HIDDEN = "[hidden]";

    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@\\s,]*@");

    /** Checks the parts. */
    public Setting {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(where, "where");
    }

    /**
     * What people may see.
     *
     * @return the value without the credentials of a URL, or {@link #HIDDEN}
     */
    public String shown() {
        return isSecret ? HIDDEN : CREDENTIALS.matcher(value.toString()).replaceAll(HIDDEN + "@");
    }

    @Override
    public String toString() {
        return shown() + " (" + where + ")";
    }
}
