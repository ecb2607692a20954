package dev.sluice.siem;

import dev.sluice.event.AuditEvent;

/** What all formats share: the mapping, and a buffer that is kept unless a record has made it large. */
abstract class TextRenderer implements Renderer {
    private static final int USUAL = 4 << 10;
    private static final int KEPT = 256 << 10;

    private final Meanings meanings;
    private StringBuilder buffer = new StringBuilder(USUAL);

    TextRenderer(Meanings meanings) {
        this.meanings = meanings;
    }

    @Override
    public final String render(AuditEvent audit) {
        buffer.setLength(0);
        write(buffer, new Facts(audit, meanings));
        String text = buffer.toString();
        if (buffer.capacity() > KEPT) {
            buffer = new StringBuilder(USUAL);
        }
        return text;
    }

    /** Appends a record. */
    abstract void write(StringBuilder out, Facts facts);
}
