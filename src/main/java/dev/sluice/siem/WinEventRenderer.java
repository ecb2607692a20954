package dev.sluice.siem;

import java.time.Instant;
import java.util.Map;

/**
 * Windows event XML, with a provider and a channel of its own: under Windows' own provider it would be a forgery. Which of
 * Windows' events says the same is the value {@code WindowsEquivalentEventId}.
 */
final class WinEventRenderer extends TextRenderer {
    private static final Map<Character, String> ENTITIES =
            Map.of('&', "&amp;", '<', "&lt;", '>', "&gt;", '"', "&quot;", '\'', "&apos;");

    /** As references, so that a record is one line and a reader still gets the line feed and the tabulator. */
    private static final Escaper TEXT = new Escaper(ENTITIES, "&#10;", "&#9;");

    private static final String KEYWORDS_SUCCESS = "0x8020000000000000";
    private static final String KEYWORDS_FAILURE = "0x8010000000000000";

    private final String start;
    private final String host;

    WinEventRenderer(RenderOptions options, Meanings meanings) {
        super(meanings);
        start = "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><Provider Name=\""
                + RenderOptions.VENDOR + "\" Guid=\"{0f9cccfd-a8bd-5dc1-8c54-aed75432eb63}\"/><EventID>";
        StringBuilder computer = new StringBuilder("<Channel>Sluice/Audit</Channel><Computer>");
        TEXT.append(computer, options.hostname());
        host = computer.append("</Computer><Security/></System><EventData>").toString();
    }

    @Override
    public Format format() {
        return Format.WINEVENT;
    }

    @Override
    void write(StringBuilder out, Facts facts) {
        Meaning meaning = facts.meaning();
        out.append(start).append(meaning.event()).append("</EventID><Version>0</Version><Level>");
        out.append(facts.level().windows()).append("</Level><Task>0</Task><Opcode>0</Opcode><Keywords>");
        out.append(meaning.result() == Result.FAILURE ? KEYWORDS_FAILURE : KEYWORDS_SUCCESS);
        out.append("</Keywords><TimeCreated SystemTime=\"");
        Times.iso(out, facts.time());
        out.append("\"/><EventRecordID>").append(Math.max(0, facts.audit().getSequence()));
        out.append("</EventRecordID><Correlation/><Execution ProcessID=\"0\" ThreadID=\"0\"/>")
                .append(host);
        if (meaning.windows() != 0) {
            out.append("<Data Name=\"WindowsEquivalentEventId\">")
                    .append(meaning.windows())
                    .append("</Data>");
        }
        data(out, "id", meaning.id());
        data(out, "name", meaning.name());
        data(out, "act", meaning.act());
        data(out, "outcome", meaning.result().word());
        for (Field field : Field.all()) {
            field(out, field, field.of(facts));
        }
        out.append("</EventData></Event>");
    }

    private static void field(StringBuilder out, Field field, Object value) {
        if (value instanceof Instant instant) {
            out.append("<Data Name=\"").append(field.word()).append("\">");
            Times.iso(out, instant.toEpochMilli());
            out.append("</Data>");
        } else {
            data(out, field.word(), Field.text(value));
        }
    }

    private static void data(StringBuilder out, String name, String value) {
        if (value != null) {
            TEXT.append(out.append("<Data Name=\"").append(name).append("\">"), value, Field.MAX);
            out.append("</Data>");
        }
    }
}
