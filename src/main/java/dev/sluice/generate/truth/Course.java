package dev.sluice.generate.truth;

import java.time.Instant;

/**
 * The course of one employment, as far as is known. All may be null.
 *
 * @param start the start that was recorded last
 * @param firstHire the earliest start of a hire
 * @param rehire the start that the last rehire after an end told, also where it withdrew that end
 * @param end the end that was recorded last, unless it was withdrawn
 * @param resumed the start, not before the end, that was recorded last after the end
 */
record Course(Instant start, Instant firstHire, Instant rehire, Instant end, Instant resumed) {
    boolean endedAt(Instant t) {
        return end != null && !t.isBefore(end) && !reached(resumed, t);
    }

    /** Of an employment of which only the end is known, it is supposed that it goes on until then. */
    boolean activeAt(Instant t) {
        if (endedAt(t)) {
            return false;
        }
        // The start that was recorded last is not the one of the time before an end that it follows.
        boolean beforeTheEnd = resumed != null && t.isBefore(end) && reached(firstHire, t);
        return start == null || reached(start, t) || reached(resumed, t) || beforeTheEnd;
    }

    /** Since when it is a new employment: nothing that belonged to the old one goes on. Null if it is the first. */
    Instant anewSince(Instant t) {
        Instant returned = reached(resumed, t) ? resumed : null;
        boolean later = reached(rehire, t) && (returned == null || rehire.isAfter(returned));
        return later ? rehire : returned;
    }

    private static boolean reached(Instant instant, Instant t) {
        return instant != null && !t.isBefore(instant);
    }
}
