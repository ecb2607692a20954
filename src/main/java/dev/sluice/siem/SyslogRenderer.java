package dev.sluice.siem;

import java.time.Instant;
import java.util.Map;

/**
 * Syslog lines (RFC 5424): all values as structured data, and a sentence as the message, which begins with a BOM since it is
 * UTF-8 (6.4). No line has a line feed, so that any framing carries it (RFC 6587, 3.4.2). What frames it, and the
 * transport, are the sender's.
 */
final class SyslogRenderer extends TextRenderer {
    private static final Escaper PARAM = new Escaper(Map.of('"', "\\\"", '\\', "\\\\", ']', "\\]"), " ", " ");
    private static final Escaper MESSAGE = new Escaper(Map.of(), " ", " ");
    private static final char BOM = '\ufeff';
    private static final int FACILITY = 8;

    /** The largest sequenceId (RFC 5424, 7.3.1), after which it begins again with 1. */
    private static final long MAX_SEQUENCE_ID = 2_147_483_647L;

    private final String host;
    private final String elements;

    SyslogRenderer(RenderOptions options, Meanings meanings) {
        super(meanings);
        host = " " + options.hostname() + " sluice - ";
        elements = "[origin enterpriseId=\"" + options.enterpriseNumber() + "\" software=\"" + RenderOptions.VENDOR
                + "\" swVersion=\"" + RenderOptions.PRODUCT_VERSION + "\"][sluice@" + options.enterpriseNumber();
    }

    @Override
    public Format format() {
        return Format.SYSLOG;
    }

    @Override
    void write(StringBuilder out, Facts facts) {
        Meaning meaning = facts.meaning();
        out.append('<')
                .append(facts.facility() * FACILITY + facts.level().syslog())
                .append(">1 ");
        Times.iso(out, facts.time());
        out.append(host).append(meaning.msgId()).append(" [meta sequenceId=\"");
        out.append(Math.floorMod(facts.audit().getSequence() - 1, MAX_SEQUENCE_ID) + 1)
                .append("\"]")
                .append(elements);
        param(out, "id", meaning.id(), Field.MAX);
        param(out, "act", meaning.act(), Field.MAX);
        param(out, "outcome", meaning.result().word(), Field.MAX);
        for (Field field : Field.all()) {
            field(out, field, field.of(facts));
        }
        out.append("] ").append(BOM);
        String sentence = Escaper.stripped(facts.sentence());
        MESSAGE.append(out, sentence == null ? meaning.name() : sentence, Field.MAX);
    }

    private static void field(StringBuilder out, Field field, Object value) {
        if (value instanceof Instant instant) {
            out.append(' ').append(field.word()).append("=\"");
            Times.iso(out, instant.toEpochMilli());
            out.append('"');
        } else {
            // The message is this text.
            String text = field == Field.TEXT ? null : Field.text(value);
            param(out, field.word(), text, Field.MAX);
        }
    }

    private static void param(StringBuilder out, String name, String value, int max) {
        if (value != null) {
            PARAM.append(out.append(' ').append(name).append("=\""), value, max);
            out.append('"');
        }
    }
}
