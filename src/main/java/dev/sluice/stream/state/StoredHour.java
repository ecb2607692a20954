package dev.sluice.stream.state;

import dev.sluice.domain.activity.Hours;
import dev.sluice.domain.activity.Minute;
import java.util.TreeMap;

/**
 * An hour of what an identity did.
 *
 * @param number hours since the epoch
 * @param minutes its minutes
 */
record StoredHour(long number, Slice minutes) implements Hours.Stored {
    @Override
    public TreeMap<Integer, Minute> read() {
        try {
            return ActivityCodec.readHour(minutes.reader());
        } catch (RuntimeException e) {
            throw DamagedStateException.of(minutes.length(), e);
        }
    }

    @Override
    public int bytes() {
        return minutes.length();
    }
}
