package dev.sluice.demo;

import dev.sluice.mapping.DeadLetter;
import dev.sluice.mapping.EventSink;
import dev.sluice.mapping.Ingest;
import dev.sluice.mapping.IngestSummary;
import dev.sluice.mapping.Limits;
import dev.sluice.mapping.MappedRecord;
import dev.sluice.mapping.MappingContext;
import dev.sluice.mapping.MappingEngine;
import dev.sluice.mapping.Mappings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Payloads that real systems wrote, through the mappings; what a mapping does not take is counted, as in ingest. */
final class RealSamples {
    private static final Map<String, String> FILES = Map.of("okta", "okta.jsonl", "workday-raas", "workday-raas.json");

    private final InstantSource clock;

    RealSamples(InstantSource clock) {
        this.clock = clock;
    }

    /** Sends the samples; gives what became of them. */
    IngestSummary play(DemoFeed feed) throws IOException {
        IngestSummary total = new IngestSummary();
        Mappings mappings = Mappings.bundled();
        for (Map.Entry<String, String> sample : FILES.entrySet()) {
            try (InputStream content = RealSamples.class.getResourceAsStream("/samples/" + sample.getValue());
                    Ingest ingest = new Ingest(
                            new MappingEngine(mappings.get(sample.getKey()), Limits.DEFAULT), null, sink(feed))) {
                Instant now = clock.instant();
                ingest.file(sample.getValue(), content, new MappingContext(null, null, now, true));
                total.add(ingest.summary());
            }
        }
        feed.flush();
        return total;
    }

    private EventSink sink(DemoFeed feed) {
        return new EventSink() {
            @Override
            public void event(MappedRecord mapped) {
                feed.send(mapped.topic().topic(), mapped.key(), mapped.event(), clock.millis());
            }

            @Override
            public void deadLetter(DeadLetter letter) {
                feed.sendRefused(letter);
            }

            @Override
            public void close() {
                feed.flush();
            }
        };
    }
}
