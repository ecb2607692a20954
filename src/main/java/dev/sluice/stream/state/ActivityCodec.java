package dev.sluice.stream.state;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.ActKind;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.Burst;
import dev.sluice.domain.activity.Day;
import dev.sluice.domain.activity.Days;
import dev.sluice.domain.activity.Hours;
import dev.sluice.domain.activity.LastUse;
import dev.sluice.domain.activity.Minute;
import dev.sluice.domain.activity.Place;
import dev.sluice.domain.activity.Seen;
import dev.sluice.domain.activity.UseKey;
import dev.sluice.domain.activity.UseSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The value formats of the activity store: binary, versioned by their first byte. A row with what is known for ever, one with days, and
 * one for each hour, of which an act reads and writes those that it concerns: mostly its hour, which tells the last use by itself. For one thread at a time.
 */
public final class ActivityCodec {
    /** The format written. */
    static final byte VERSION = 1;

    private static final int PLACED = 1;
    private static final int LOCATED = 2;
    private static final int EMERGENCY = 4;
    private static final int WITH_ACCOUNT = 8;

    private final PartWriter out = new PartWriter();

    /**
     * What an identity did, in parts. Hours in which nothing changed are taken over as they were.
     *
     * @param activity what it did; its first hours go if they are too large
     * @return the parts
     */
    public ActivityImage image(Activity activity) {
        List<StoredHour> hours = new ArrayList<>(activity.hours().byNumber().size());
        int bytes = 0;
        for (Map.Entry<Long, Hours.Hour> hour : activity.hours().byNumber().entrySet()) {
            StoredHour stored = stored(hour.getKey(), hour.getValue(), activity);
            hours.add(stored);
            bytes += stored.bytes();
        }
        if (bytes > Activity.MAX_BYTES && hours.size() > 1) {
            hours.forEach(hour -> activity.hours().restore(hour.number(), hour));
            activity.shrink();
            long first = activity.hours().start();
            hours.removeIf(hour -> hour.number() * Hours.HOUR_MS < first);
        }
        Slice days =
                activity.days().stored() instanceof StoredDays same ? same.days() : Slice.of(days(activity.days()));
        Slice head = activity.storedHead() instanceof Head same ? same.head() : Slice.of(head(activity));
        return new ActivityImage(head, days, List.copyOf(hours));
    }

    private record Head(Slice head) implements Activity.StoredHead {}

    private StoredHour stored(long number, Hours.Hour hour, Activity activity) {
        if (hour.stored() instanceof StoredHour same) {
            return same;
        }
        StoredHour stored = new StoredHour(number, Slice.of(hour(hour)));
        if (stored.bytes() <= Activity.MAX_HOUR_BYTES) {
            return stored;
        }
        hour.fold();
        activity.changeHead();
        return new StoredHour(number, Slice.of(hour(hour)));
    }

    private byte[] days(Days days) {
        out.begin();
        out.writeCount(days.byNumber().size());
        days.byNumber().forEach((number, day) -> {
            out.writeLong(number);
            writeInstant(day.use());
            writeInstant(day.pipeline());
            writeInstant(day.failure());
        });
        return out.end();
    }

    static TreeMap<Long, Day> readDays(PartReader in) {
        TreeMap<Long, Day> days = new TreeMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            long number = in.readLong();
            days.put(number, new Day(readInstant(in), readInstant(in), readInstant(in)));
        }
        in.requireEnd();
        return days;
    }

    private byte[] head(Activity activity) {
        out.begin();
        out.writeFixed(activity.clock());
        out.writeFixed(activity.knownFrom());
        out.writeLimit(activity.placedSince());
        out.writeBoolean(activity.forgotAccounts());
        out.writeCount(activity.uses().size());
        activity.uses().forEach((account, use) -> {
            out.writeText(account.system());
            out.writeText(account.name());
            writeInstant(use.interactiveAt());
            writeInstant(use.otherAt());
            writeInstant(use.forgottenAt());
        });
        out.writeCount(activity.countries().size());
        activity.countries().forEach((country, seen) -> {
            out.writeText(country);
            out.writeLong(seen.first());
            out.writeCount(seen.last() - seen.first());
        });
        return out.end();
    }

    private void writeInstant(long at) {
        out.writeBoolean(at != LastUse.NEVER);
        if (at != LastUse.NEVER) {
            out.writeLong(at);
        }
    }

    private static long readInstant(PartReader in) {
        return in.readBoolean() ? in.readLong() : LastUse.NEVER;
    }

    private byte[] hour(Hours.Hour hour) {
        out.begin();
        out.writeCount(hour.minutes().size());
        hour.minutes().forEach((number, minute) -> {
            out.writeByte(number);
            write(minute.failures());
            write(minute.denials());
            out.writeCount(minute.uses().size());
            minute.uses().forEach(this::write);
        });
        return out.end();
    }

    private void write(Burst burst) {
        out.writeCount(burst.count());
        if (burst.count() > 0) {
            int[] earliest = burst.earliest();
            out.writeCount(earliest.length);
            int before = 0;
            for (int offset : earliest) {
                out.writeCount(offset - before);
                before = offset;
            }
        }
    }

    private void write(UseKey key, UseSpan span) {
        Place place = key.place();
        boolean located = place != null && place.isLocated();
        out.writeByte(key.kind().ordinal());
        out.writeByte((place == null ? 0 : PLACED)
                | (located ? LOCATED : 0)
                | (key.breakGlass() ? EMERGENCY : 0)
                | (key.account() == null ? 0 : WITH_ACCOUNT));
        if (key.account() != null) {
            out.writeText(key.account().system());
            out.writeText(key.account().name());
        }
        if (place != null) {
            out.writeText(place.country());
        }
        if (located) {
            out.writeLong(place.latitude());
            out.writeLong(place.longitude());
        }
        out.writeCount(span.count());
        out.writeCount(span.first());
        out.writeCount(span.last() - span.first());
    }

    static TreeMap<Integer, Minute> readHour(PartReader in) {
        TreeMap<Integer, Minute> minutes = new TreeMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            int number = in.readByte();
            Minute minute = new Minute();
            minute.restore(readBurst(in), readBurst(in));
            for (int uses = in.readCount(); uses > 0; uses--) {
                UseKey key = readKey(in);
                long count = in.readNumber();
                int first = Math.toIntExact(in.readNumber());
                minute.restore(key, new UseSpan(count, first, first + Math.toIntExact(in.readNumber())));
            }
            minutes.put(number, minute);
        }
        in.requireEnd();
        return minutes;
    }

    private static Burst readBurst(PartReader in) {
        long count = in.readNumber();
        if (count == 0) {
            return Burst.NONE;
        }
        int[] earliest = new int[in.readCount()];
        if (earliest.length == 0) {
            throw new IllegalStateException("What failed has no instants");
        }
        int at = 0;
        for (int i = 0; i < earliest.length; i++) {
            at += Math.toIntExact(in.readNumber());
            earliest[i] = at;
        }
        return new Burst(count, earliest);
    }

    private static UseKey readKey(PartReader in) {
        ActKind kind = ActKind.values()[in.readByte()];
        int flags = in.readByte();
        AccountKey account = (flags & WITH_ACCOUNT) == 0 ? null : new AccountKey(in.readText(), in.readText());
        String country = (flags & PLACED) == 0 ? null : in.readText();
        boolean located = (flags & LOCATED) != 0;
        int latitude = located ? in.readInt() : Place.NOWHERE;
        int longitude = located ? in.readInt() : Place.NOWHERE;
        Place place = country == null ? null : new Place(country, latitude, longitude);
        return new UseKey(kind, account, place, (flags & EMERGENCY) != 0);
    }

    /**
     * What an identity did, to work on.
     *
     * @param image its parts, which stay as they are
     * @return what it did; hours are read when they are asked for
     * @throws DamagedStateException if the bytes are damaged; reading an hour later throws it too
     */
    public Activity open(ActivityImage image) {
        Activity activity = new Activity();
        try {
            readHead(image.head().reader(), activity);
        } catch (RuntimeException e) {
            throw DamagedStateException.of(image.head().length(), e);
        }
        activity.days().restore(new StoredDays(image.days()));
        image.hours().forEach(hour -> activity.hours().restore(hour.number(), hour));
        activity.catchUp(new Head(image.head()));
        return activity;
    }

    private static void readHead(PartReader in, Activity into) {
        into.restore(in.readFixed(), in.readFixed(), in.readLimit(), in.readBoolean());
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey account = new AccountKey(in.readText(), in.readText());
            into.uses().put(account, new LastUse(readInstant(in), readInstant(in), readInstant(in)));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String country = in.readText();
            long first = in.readLong();
            into.countries().put(country, new Seen(first, first + in.readNumber()));
        }
        in.requireEnd();
    }

    /**
     * The value of the row of what is known for ever.
     *
     * @param image the parts
     * @return the bytes
     */
    public byte[] head(ActivityImage image) {
        return row(image.head());
    }

    /**
     * The value of the row of days.
     *
     * @param image the parts
     * @return the bytes
     */
    public byte[] days(ActivityImage image) {
        return row(image.days());
    }

    /**
     * The value of the row of an hour.
     *
     * @param hour the hour
     * @return the bytes
     */
    public byte[] hour(StoredHour hour) {
        return row(hour.minutes());
    }

    private byte[] row(Slice part) {
        out.begin();
        out.writeByte(VERSION);
        out.writeBytes(part.bytes(), part.from(), part.length());
        return out.end();
    }

    /**
     * The parts of what was stored.
     *
     * @param head the row of what is known for ever
     * @param days the row of days, or null if there is none
     * @param hours the rows of hours, by number since the epoch
     * @return the parts
     * @throws DamagedStateException if a row is empty or of no version; what else is damaged is told when it is read
     * @throws IllegalStateException if the format is newer than this version
     */
    public ActivityImage read(byte[] head, byte[] days, SortedMap<Long, byte[]> hours) {
        List<StoredHour> stored = new ArrayList<>(hours.size());
        hours.forEach((number, minutes) -> stored.add(new StoredHour(number, part(minutes))));
        Slice of = days == null ? Slice.of(days(new Activity().days())) : part(days);
        return new ActivityImage(part(head), of, List.copyOf(stored));
    }

    private static Slice part(byte[] row) {
        if (row.length == 0) {
            throw DamagedStateException.of(0, new IllegalStateException("A row is empty"));
        }
        if (row[0] > VERSION) {
            throw new UnreadableStateException("The activity of an identity has format " + row[0]
                    + ", this version reads up to " + VERSION
                    + ". Run a version at least as new as the one that wrote it.");
        }
        if (row[0] < VERSION) {
            throw DamagedStateException.of(row.length, new IllegalStateException("There is no version " + row[0]));
        }
        return new Slice(row, 1, row.length - 1);
    }
}
