package dev.sluice.mapping;

import java.io.IOException;
import java.io.InputStream;

/** Files in, events and dead letters out. For one thread. */
public final class Ingest implements AutoCloseable {
    private final MappingEngine engine;
    private final Pseudonymiser pseudonymiser;
    private final EventSink sink;
    private final IngestSummary summary = new IngestSummary();

    /**
     * An ingest through one mapping.
     *
     * @param engine the mapping at work; closed with this
     * @param pseudonymiser replaces natural ids, null to keep ids as they are
     * @param sink where everything goes; the caller closes it
     */
    public Ingest(MappingEngine engine, Pseudonymiser pseudonymiser, EventSink sink) {
        this.engine = engine;
        this.pseudonymiser = pseudonymiser;
        this.sink = sink;
    }

    /**
     * Ingests one file.
     *
     * @param fileName its name, for messages and for telling its format
     * @param content its content; the caller closes it
     * @param context what the mapping needs to know beside the payloads
     * @throws IOException if it can't be read
     */
    public void file(String fileName, InputStream content, MappingContext context) throws IOException {
        summary.whole(engine.run(fileName, content, context, (line, raw, result) -> {
            summary.count(result);
            if (result instanceof MappingResult.Mapped mapped) {
                mapped.events()
                        .forEach(event -> sink.event(pseudonymiser == null ? event : pseudonymiser.apply(event)));
            } else if (result instanceof MappingResult.Failed failed) {
                sink.deadLetter(new DeadLetter(raw, failed.reason(), failed.detail(), fileName, line));
            }
        }));
    }

    /**
     * What was read and what became of it so far.
     *
     * @return the live counts
     */
    public IngestSummary summary() {
        return summary;
    }

    @Override
    public void close() {
        engine.close();
    }
}
