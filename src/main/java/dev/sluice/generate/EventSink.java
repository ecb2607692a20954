package dev.sluice.generate;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** Takes the generated events, in no particular order of time. */
@FunctionalInterface
public interface EventSink {
    /**
     * Takes one event.
     *
     * @param file its category
     * @param occurredAt its header's occurredAt
     * @param event the event
     */
    void accept(EventFile file, Instant occurredAt, SpecificRecord event);
}
