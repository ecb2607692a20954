package dev.sluice.mapping;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** Lines of a file, in bytes. Of a line beyond the limit only the beginning is kept; the rest is read over. */
final class LineReader {
    /**
     * One line without its end.
     *
     * @param number from 1
     * @param bytes its bytes, at most the limit
     * @param length how long it really is
     * @param carriageReturn whether a carriage return stood before the line feed
     */
    record Line(long number, byte[] bytes, long length, boolean carriageReturn) {
        boolean cut() {
            return length > bytes.length;
        }

        boolean blank() {
            for (byte b : bytes) {
                if (b != ' ' && b != '\t') {
                    return false;
                }
            }
            return !cut();
        }
    }

    /** The length of a byte order mark. */
    static final int MARK = 3;

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[64 * 1024];
    private final Deque<Line> returned = new ArrayDeque<>();
    private int position;
    private int end;
    private long number;

    LineReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** The next line, null at the end. */
    Line next() throws IOException {
        return returned.isEmpty() ? read() : returned.pop();
    }

    /** Gives a line back; the last one given back comes first. */
    void giveBack(Line line) {
        returned.push(line);
    }

    private Line read() throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
        long length = 0;
        boolean any = false;
        while (fill()) {
            any = true;
            int feed = position;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            int room = Math.max(0, limit + 1 - kept.size());
            kept.write(buffer, position, Math.min(room, feed - position));
            length += feed - position;
            boolean ended = feed < end;
            position = ended ? feed + 1 : feed;
            if (ended) {
                break;
            }
        }
        return any ? line(kept.toByteArray(), length) : null;
    }

    private Line line(byte[] kept, long length) {
        number++;
        boolean carriageReturn = length == kept.length && length > 0 && kept[kept.length - 1] == '\r';
        long net = carriageReturn ? length - 1 : length;
        int mark = number == 1 && startsWithMark(kept) ? MARK : 0;
        int upTo = (int) Math.min(net, limit);
        byte[] bytes = new byte[Math.max(0, upTo - mark)];
        System.arraycopy(kept, Math.min(mark, upTo), bytes, 0, bytes.length);
        return new Line(number, bytes, net - mark, carriageReturn);
    }

    /** The byte order mark that some spreadsheets put before UTF-8. */
    static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= MARK
                && (bytes[0] & 0xff) == 0xef
                && (bytes[1] & 0xff) == 0xbb
                && (bytes[2] & 0xff) == 0xbf;
    }

    private boolean fill() throws IOException {
        if (position < end) {
            return true;
        }
        position = 0;
        end = in.read(buffer);
        return end > 0;
    }
}
