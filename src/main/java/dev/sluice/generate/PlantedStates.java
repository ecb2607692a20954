package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Tells the stories of figures of their own: who answers for what, whose it is, who leaves, alone or with many others, what there is a
 * reason for, what is used, what is done that is asked for, who reviews, accepts, reports and approves. Each is told once in every
 * organisation, whatever its size; what lies beyond the end of a short history is left out.
 */
final class PlantedStates {
    private static final Duration AFTER_THE_START = Duration.ofDays(20);

    private final GeneratorSettings settings;
    private final Headers headers;
    private final EventSink sink;

    PlantedStates(GeneratorSettings settings, Headers headers, EventSink sink) {
        this.settings = settings;
        this.headers = headers;
        this.sink = sink;
    }

    void run() {
        for (PlantedOwner story : PlantedOwner.values()) {
            story.tell(cast(story));
        }
        for (PlantedGuest story : PlantedGuest.values()) {
            story.tell(cast(story));
        }
        for (PlantedAccount story : PlantedAccount.values()) {
            story.tell(cast(story));
        }
        for (PlantedConflict story : PlantedConflict.values()) {
            story.tell(cast(story));
        }
        for (PlantedRequest story : PlantedRequest.values()) {
            story.tell(cast(story));
        }
        for (PlantedLeaver story : PlantedLeaver.values()) {
            story.tell(cast(story));
        }
        for (PlantedReason story : PlantedReason.values()) {
            story.tell(cast(story));
        }
        for (PlantedSleeper story : PlantedSleeper.values()) {
            story.tell(cast(story));
        }
        for (PlantedCommand story : PlantedCommand.values()) {
            story.tell(cast(story));
        }
        for (PlantedDismissal story : PlantedDismissal.values()) {
            story.tell(cast(story));
        }
        for (PlantedReview story : PlantedReview.values()) {
            Instant start = story.campaign().startsAt(settings);
            ReviewScript script = new ReviewScript(cast(story), story.campaign().idAt(start));
            story.tell(script, start);
        }
    }

    /** Each a minute after the one before, so that no two facts of nobody share an instant. */
    private Cast cast(Enum<?> story) {
        Instant from = settings.start()
                .plus(AFTER_THE_START)
                .truncatedTo(ChronoUnit.DAYS)
                .plus(Duration.ofMinutes(story.ordinal()));
        return new Cast(story, from, settings.end(), headers, sink);
    }
}
