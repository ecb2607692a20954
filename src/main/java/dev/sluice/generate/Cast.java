package dev.sluice.generate;

import dev.sluice.event.AccountKind;
import java.time.Instant;
import java.util.Locale;

/** The figures of one planted story. Each is known by the story and the part that it has, so that a reader of the events finds it. */
final class Cast {
    private final String story;
    private final Instant from;
    private final Instant end;
    private final Headers headers;
    private final EventSink sink;

    /** From when on the story may be told, and when the history ends. */
    Cast(Enum<?> story, Instant from, Instant end, Headers headers, EventSink sink) {
        this.story = story.name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.from = from;
        this.end = end;
        this.headers = headers;
        this.sink = sink;
    }

    Instant from() {
        return from;
    }

    Instant end() {
        return end;
    }

    Figure figure(String part) {
        return figure(part, "workday-prod");
    }

    Figure figure(String part, String employer) {
        return new Figure(story + "-" + part, employer, headers, sink);
    }

    /** An account of which the system does not know whose it is. */
    FigureAccount nobodys(String system, String name) {
        return new FigureAccount(null, system, name, AccountKind.PERSONAL, headers, sink);
    }

    /** A name that only this story has. */
    String name() {
        return story;
    }
}
