package dev.sluice.stream.state;

import dev.sluice.domain.spray.Tried;
import dev.sluice.domain.spray.TriedSpan;
import dev.sluice.domain.spray.Tries;
import dev.sluice.domain.spray.Users;
import java.util.Map;
import java.util.TreeMap;

/**
 * The value format of what was tried from an address: binary, versioned by its first byte; then the clock, when it was told last, the minutes and
 * the days, each with its users. For one thread at a time.
 */
public final class TriesCodec {
    /** The format written. */
    static final byte VERSION = 1;

    private final PartWriter out = new PartWriter();

    /**
     * Writes what was tried.
     *
     * @param tries not empty
     * @return the value of its row
     */
    public byte[] bytes(Tries tries) {
        out.begin();
        out.writeByte(VERSION);
        out.writeFixed(tries.clock());
        out.writeLong(tries.toldAt());
        write(tries.minutes(), tries.toldAt());
        write(tries.days(), tries.toldAt());
        return out.end();
    }

    private void write(Map<Long, TriedSpan> spans, long toldAt) {
        out.writeCount(spans.size());
        long before = 0;
        for (Map.Entry<Long, TriedSpan> entry : spans.entrySet()) {
            TriedSpan span = entry.getValue();
            out.writeLong(entry.getKey() - before);
            before = entry.getKey();
            out.writeLong(span.firstAt());
            out.writeCount(span.lastAt() - span.firstAt());
            out.writeCount(toldAt - span.toldAt());
            out.writeCount(span.attempts());
            out.writeCount(span.users().size());
            for (int i = 0; i < span.users().size(); i++) {
                out.writeFixed(span.users().number(i));
                out.writeByte(span.users().attempts(i));
            }
        }
    }

    /**
     * Reads what was tried.
     *
     * @param bytes the value of its row
     * @return what was written
     * @throws DamagedStateException if the bytes are damaged
     * @throws IllegalStateException if the format is newer than this version
     */
    public Tries read(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] > VERSION) {
            throw new UnreadableStateException("What was tried from an address has format " + bytes[0]
                    + ", this version reads up to " + VERSION
                    + ". Run a version at least as new as the one that wrote it.");
        }
        try {
            PartReader in = new PartReader(bytes, 0, bytes.length);
            in.requireVersion(VERSION);
            long clock = in.readFixed();
            long toldAt = in.readLong();
            TreeMap<Long, TriedSpan> minutes = readSpans(in, toldAt);
            TreeMap<Long, TriedSpan> days = readSpans(in, toldAt);
            in.requireEnd();
            return Tries.of(clock, toldAt, minutes, days);
        } catch (RuntimeException e) {
            throw DamagedStateException.of(bytes.length, e);
        }
    }

    private static TreeMap<Long, TriedSpan> readSpans(PartReader in, long toldAt) {
        TreeMap<Long, TriedSpan> spans = new TreeMap<>();
        long number = 0;
        for (int i = in.readCount(); i > 0; i--) {
            number += in.readLong();
            long firstAt = in.readLong();
            long lastAt = firstAt + in.readNumber();
            long spanToldAt = toldAt - in.readNumber();
            long attempts = in.readNumber();
            Users users = readUsers(in);
            if (lastAt < firstAt || attempts < users.size() || attempts > Tried.MOST) {
                throw new IllegalStateException("Nobody tries so");
            }
            spans.put(number, new TriedSpan(users, attempts, firstAt, lastAt, spanToldAt));
        }
        return spans;
    }

    private static Users readUsers(PartReader in) {
        int count = in.readCount();
        long[] numbers = new long[count];
        byte[] attempts = new byte[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.readFixed();
            attempts[i] = in.readByte();
        }
        return Users.of(numbers, attempts);
    }
}
