package dev.sluice.siem;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats in which the audit is given to a SIEM, each on a topic of its own. */
public enum Format {
    /** OCSF events as JSON. */
    OCSF("audit-ocsf"),
    /** The plain JSON form of the contract. */
    JSON("audit-json"),
    /** Common Event Format, {@code CEF:0}. */
    CEF("audit-cef"),
    /** Log Event Extended Format 2.0. */
    LEEF("audit-leef"),
    /** Syslog lines (RFC 5424). */
    SYSLOG("audit-syslog"),
    /** Windows event XML. */
    WINEVENT("audit-winevent");

    private final String topic;

    Format(String topic) {
        this.topic = topic;
    }

    /**
     * Where it goes.
     *
     * @return the topic, without prefix
     */
    public String topic() {
        return topic;
    }

    /**
     * What people call it.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a word.
     *
     * @param word for example {@code cef}, in any case
     * @return the format
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static Format of(String word) {
        String wanted = word.strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.word().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no format `" + word.strip() + "`; there are "
                        + Arrays.stream(values()).map(Format::word).collect(Collectors.joining(", ")) + "."));
    }
}
