package dev.sluice.mapping;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** What came out of ingesting one file. */
record Ingested(IngestSummary summary, List<MappedRecord> events, List<DeadLetter> letters) {
    static final Instant AS_OF = Instant.parse("2026-03-01T06:00:00Z");
    private static final Mappings BUNDLED = Mappings.bundled();

    static Mapping mapping(String name) {
        return BUNDLED.get(name);
    }

    static Ingested through(RecordMapper mapper, String fileName, String content) {
        return through(mapper, fileName, content.getBytes(StandardCharsets.UTF_8), AS_OF);
    }

    static Ingested through(RecordMapper mapper, String fileName, byte[] content, Instant asOf) {
        return through(mapper, fileName, new ByteArrayInputStream(content), asOf, Limits.DEFAULT);
    }

    static Ingested through(RecordMapper mapper, String fileName, InputStream content, Instant asOf, Limits limits) {
        CollectingSink sink = new CollectingSink();
        try (Ingest ingest = new Ingest(new MappingEngine(mapper, limits), null, sink)) {
            ingest.file(fileName, content, new MappingContext(null, null, asOf, false));
            return new Ingested(ingest.summary(), sink.events, sink.letters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] resource(String path) {
        try (InputStream in = Ingested.class.getResourceAsStream("/mapping/" + path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> reasons() {
        return letters.stream().map(DeadLetter::reason).toList();
    }

    List<String> keys() {
        return events.stream().map(MappedRecord::key).toList();
    }
}
