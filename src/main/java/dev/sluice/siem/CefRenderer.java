package dev.sluice.siem;

import java.time.Instant;
import java.util.Map;

/**
 * ArcSight Common Event Format, {@code CEF:0} (specification 0.1). After the header's last pipe stands one space, because
 * a reader in use takes the first character there for one; no value is empty, because another refuses that; dates are in
 * milliseconds since the epoch, which no locale can misread. Values are cut to the lengths of the dictionary. A
 * {@code CEF:} and a digit within a value would be the begin of the record to a reader that looks for the last one, so its
 * colon is replaced by U+A789, which looks like it.
 */
final class CefRenderer extends TextRenderer {
    private static final Escaper HEADER = new Escaper(Map.of('\\', "\\\\", '|', "\\|"), " ", " ");
    private static final Escaper VALUE = new Escaper(Map.of('\\', "\\\\", '=', "\\="), "\\n", " ");
    private static final int MAX_HOST = 100;
    private static final String MAGIC = "CEF:";
    private static final char COLON = '\ua789';

    /** What a detector has put out (dictionary: type 2, correlation). */
    private static final String CORRELATION = " type=2";

    private final String start;
    private final String host;

    CefRenderer(RenderOptions options, Meanings meanings) {
        super(meanings);
        StringBuilder out = new StringBuilder("CEF:0|");
        HEADER.append(out, RenderOptions.VENDOR);
        HEADER.append(out.append('|'), RenderOptions.PRODUCT);
        HEADER.append(out.append('|'), RenderOptions.PRODUCT_VERSION);
        start = out.append('|').toString();
        StringBuilder dvchost = new StringBuilder(" dvchost=");
        VALUE.append(dvchost, options.hostname(), MAX_HOST);
        host = dvchost.toString();
    }

    @Override
    public Format format() {
        return Format.CEF;
    }

    @Override
    void write(StringBuilder out, Facts facts) {
        Meaning meaning = facts.meaning();
        out.append(start);
        HEADER.append(out, meaning.id());
        HEADER.append(out.append('|'), meaning.name());
        out.append('|').append(facts.level().cef()).append("| rt=").append(facts.time());
        out.append(host).append(" cat=");
        VALUE.append(out, meaning.category());
        VALUE.append(out.append(" act="), meaning.act());
        if (meaning.result() != Result.NONE) {
            out.append(" outcome=").append(meaning.result().word());
        }
        if (facts.isFinding()) {
            out.append(CORRELATION);
        }
        if (facts.isAdministrator()) {
            out.append(" dpriv=Administrator");
        }
        for (Field field : Field.all()) {
            field(out, field.cef(), field.of(facts));
        }
        beginOnce(out);
    }

    private static void beginOnce(StringBuilder out) {
        int colon = MAGIC.length() - 1;
        for (int at = out.indexOf(MAGIC, 1); at >= 0; at = out.indexOf(MAGIC, at + 1)) {
            int next = at + MAGIC.length();
            if (next < out.length() && Character.isDigit(out.charAt(next))) {
                out.setCharAt(at + colon, COLON);
            }
        }
    }

    private static void field(StringBuilder out, Field.Key key, Object value) {
        if (value instanceof Instant instant) {
            out.append(' ').append(key.name()).append('=').append(instant.toEpochMilli());
        } else {
            String text = Field.text(value);
            if (text == null) {
                return;
            }
            VALUE.append(out.append(' ').append(key.name()).append('='), text, key.max());
        }
        if (key.label() != null) {
            out.append(' ').append(key.name()).append("Label=").append(key.label());
        }
    }
}
