package dev.sluice.siem;

import dev.sluice.event.AuditEvent;
import dev.sluice.json.PlainJson;

/** The plain JSON form of the contract ({@link PlainJson}), which can be read back into the record. */
final class JsonRenderer implements Renderer {
    /** Used only where something has to be escaped, which hardly any record has. */
    private final StringBuilder buffer = new StringBuilder();

    JsonRenderer() {}

    @Override
    public Format format() {
        return Format.JSON;
    }

    @Override
    public String render(AuditEvent audit) {
        buffer.setLength(0);
        return Json.made(buffer, PlainJson.write(audit));
    }
}
