package dev.sluice.mapping;

import java.util.ArrayList;
import java.util.List;

/** Keeps what an ingest gives. */
final class CollectingSink implements EventSink {
    final List<MappedRecord> events = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();

    @Override
    public void event(MappedRecord event) {
        events.add(event);
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        letters.add(letter);
    }

    @Override
    public void close() {}
}
