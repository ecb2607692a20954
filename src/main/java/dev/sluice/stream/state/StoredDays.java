package dev.sluice.stream.state;

import dev.sluice.domain.activity.Day;
import dev.sluice.domain.activity.Days;
import java.util.TreeMap;

/**
 * Days on which somebody did anything.
 *
 * @param days the days
 */
record StoredDays(Slice days) implements Days.Stored {
    @Override
    public TreeMap<Long, Day> read() {
        try {
            return ActivityCodec.readDays(days.reader());
        } catch (RuntimeException e) {
            throw DamagedStateException.of(days.length(), e);
        }
    }
}
