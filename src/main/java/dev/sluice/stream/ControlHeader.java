package dev.sluice.stream;

import dev.sluice.domain.Validation;
import dev.sluice.event.Control;
import java.time.Duration;

/** What the header of a decision has to be. */
final class ControlHeader {
    private ControlHeader() {}

    /** Whether it has an id, and was decided before it arrived: one from the future would shut out all until then. */
    static boolean isTimely(Control control, long arrivedAt, Duration skew) {
        return Validation.isText(control.getHeader().getEventId())
                && Validation.isInstant(control.getHeader().getOccurredAt())
                && control.getHeader().getOccurredAt().toEpochMilli() - arrivedAt <= skew.toMillis();
    }
}
