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
import java.util.Optional;

/** Payloads that real systems wrote, through the mappings; what a mapping does not take is counted, as in ingest. */
final class RealSamples {
    private static final Map<String, String> FILES = Map.of("okta", "okta.jsonl", "workday-raas", "workday-raas.json");

    private static final String PART = "samples";

    private final InstantSource clock;

    RealSamples(InstantSource clock) {
        this.clock = clock;
    }

    /** Sends the samples, once per data directory; gives what became of them, empty if an earlier run has sent them. */
    Optional<IngestSummary> play(DemoFeed feed) throws IOException {
        if (feed.isSent(PART)) {
            return Optional.empty();
        }
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
        feed.sent(PART);
        return Optional.of(total);
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
