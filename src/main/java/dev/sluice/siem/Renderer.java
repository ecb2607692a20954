package dev.sluice.siem;

import dev.sluice.event.AuditEvent;

/** Writes audit records in one format. For one thread at a time: it keeps its buffer from record to record. */
public interface Renderer {
    /**
     * What it writes.
     *
     * @return the format
     */
    Format format();

    /**
     * One record as text. Every record that the contract allows has one, also where {@code detail} was erased.
     *
     * @param audit the record, every field that can't be null set
     * @return one line without its end; no lone surrogates, so that its UTF-8 is the same text
     */
    String render(AuditEvent audit);
}
