package dev.sluice.stream.state;

import dev.sluice.domain.activity.Hours;
import dev.sluice.domain.activity.Minute;
import java.util.TreeMap;

/** An hour of what an identity did; another one whenever anything of it has changed. */
public final class StoredHour implements Hours.Stored {
    private final long number;
    private final Slice minutes;

    StoredHour(long number, Slice minutes) {
        this.number = number;
        this.minutes = minutes;
    }

    /**
     * Which hour it is.
     *
     * @return hours since the epoch
     */
    public long number() {
        return number;
    }

    Slice minutes() {
        return minutes;
    }

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
