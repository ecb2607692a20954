package dev.sluice.siem;

import java.time.Instant;
import java.util.Map;

/**
 * Log Event Extended Format 2.0 (IBM). The format has no escape: what would end a value or a header is replaced by a
 * character that looks like it, {@code ^} by U+02C6 and, in the header, {@code |} by U+00A6; a line break is a space. The
 * delimiter stands in the header as itself, because a reader in use does not know its hexadecimal form.
 */
final class LeefRenderer extends TextRenderer {
    private static final char DELIMITER = '^';
    private static final Escaper HEADER = new Escaper(Map.of('|', "\u00a6"), " ", " ");
    private static final Escaper VALUE = new Escaper(Map.of(DELIMITER, "\u02c6"), " ", " ");
    private static final int MAX_USER = 255;

    private final String start;
    private final String host;

    LeefRenderer(RenderOptions options, Meanings meanings) {
        super(meanings);
        StringBuilder out = new StringBuilder("LEEF:2.0|");
        HEADER.append(out, RenderOptions.VENDOR);
        HEADER.append(out.append('|'), RenderOptions.PRODUCT);
        HEADER.append(out.append('|'), RenderOptions.PRODUCT_VERSION);
        start = out.append('|').toString();
        StringBuilder sender = new StringBuilder().append(DELIMITER).append("deviceHost=");
        VALUE.append(sender, options.hostname());
        host = sender.toString();
    }

    @Override
    public Format format() {
        return Format.LEEF;
    }

    @Override
    void write(StringBuilder out, Facts facts) {
        Meaning meaning = facts.meaning();
        out.append(start);
        HEADER.append(out, meaning.id());
        out.append('|').append(DELIMITER).append("|devTime=").append(facts.time());
        VALUE.append(out.append(DELIMITER).append("cat="), meaning.category());
        out.append(DELIMITER).append("sev=").append(facts.level().leef());
        VALUE.append(out.append(DELIMITER).append("act="), meaning.act());
        VALUE.append(out.append(DELIMITER).append("eventName="), meaning.name());
        if (meaning.result() != Result.NONE) {
            out.append(DELIMITER).append("outcome=").append(meaning.result().word());
        }
        out.append(host);
        String user = Escaper.stripped(facts.user());
        if (user != null) {
            VALUE.append(out.append(DELIMITER).append("usrName="), user, MAX_USER);
        }
        for (Field field : Field.all()) {
            field(out, field.leef(), field.of(facts));
        }
    }

    private static void field(StringBuilder out, Field.Key key, Object value) {
        if (value instanceof Instant instant) {
            out.append(DELIMITER).append(key.name()).append('=').append(instant.toEpochMilli());
            return;
        }
        String text = Field.text(value);
        if (text != null) {
            VALUE.append(out.append(DELIMITER).append(key.name()).append('='), text, key.max());
        }
    }
}
