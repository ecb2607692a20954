package dev.sluice.cli;

import dev.sluice.domain.Validation;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.mapping.DeadLetter;
import dev.sluice.mapping.EventSink;
import dev.sluice.mapping.MappedRecord;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Marks what passes as listed by a run of a feed, and counts it. */
final class FeedSink implements EventSink {
    private final EventSink sink;
    private final String source;
    private final String feedId;
    private long listed;
    private long refused;

    FeedSink(EventSink sink, String source, String feedId) {
        this.sink = sink;
        this.source = source;
        this.feedId = feedId;
    }

    /** The same record in the next run is another listing, so its event must not be known as a repeat. */
    @Override
    public void event(MappedRecord record) {
        if (record.event() instanceof IdentityEvent event) {
            Header header = event.getHeader();
            if (!source.equals(header.getSource())) {
                throw new CliException("A record names " + header.getSource() + " as its source, not " + source
                        + ": this mapping has its own, which --source has to name.");
            }
            header.setFeedId(feedId);
            header.setEventId(idIn(header.getEventId()));
            listed++;
        }
        sink.event(record);
    }

    private String idIn(String eventId) {
        String id = eventId + "/" + feedId;
        return Validation.isText(id)
                ? id
                : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        refused++;
        sink.deadLetter(letter);
    }

    long listed() {
        return listed;
    }

    long refused() {
        return refused;
    }

    @Override
    public void close() {
        sink.close();
    }
}
