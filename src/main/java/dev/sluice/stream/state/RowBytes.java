package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.FactKeys;
import dev.sluice.domain.access.HeldRow;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Rows as bytes, sorted by entitlement. Each has its length before it and refers to nothing in another, so that one is found,
 * read and replaced without the others. An entitlement of the account's own system, as most are, does not repeat it.
 */
final class RowBytes {
    private final byte[] bytes;
    private final int end;
    private final PartReader in;
    private final String home;
    private int at;
    private int body;
    private int next;

    private RowBytes(Slice rows, String home, String[] sources) {
        this.home = home;
        bytes = rows.bytes();
        at = rows.from();
        end = rows.from() + rows.length();
        in = new PartReader(bytes, at, end, sources);
        frame();
    }

    /** Finds where the row at hand begins and ends. */
    private void frame() {
        if (at < end) {
            in.restart(at, end);
            int length = in.readCount();
            body = in.position();
            next = body + length;
        }
    }

    private void forward() {
        at = next;
        frame();
    }

    /** Goes on to the first row that is not before an entitlement, and tells whether it is that entitlement's. */
    private boolean seek(EntitlementKey key) {
        while (at < end) {
            in.restart(body, next);
            int order = compareSystem(key.system());
            if (order == 0) {
                order = compare(key.name());
            }
            if (order >= 0) {
                return order == 0;
            }
            forward();
        }
        return false;
    }

    private int compareSystem(String other) {
        in.restart(body, next);
        if (in.readCount() == 0) {
            return home.compareTo(other);
        }
        in.restart(body, next);
        return compare(other);
    }

    /** Compares the text at hand with another, as texts, and goes behind it; ASCII without making it. */
    private int compare(String other) {
        int length = in.readCount();
        int from = in.skip(length);
        int common = Math.min(length, other.length());
        for (int i = 0; i < common; i++) {
            byte b = bytes[from + i];
            char c = other.charAt(i);
            if (b < 0 || c >= 0x80) {
                return new String(bytes, from, length, StandardCharsets.UTF_8).compareTo(other);
            }
            if (b != c) {
                return b - c;
            }
        }
        if (common < length && bytes[from + common] < 0) {
            return new String(bytes, from, length, StandardCharsets.UTF_8).compareTo(other);
        }
        return length - other.length();
    }

    /** Reads one row, or null. */
    static HeldRow read(Slice rows, String home, String[] sources, EntitlementKey key, List<FactKey> snapshots) {
        RowBytes cursor = new RowBytes(rows, home, sources);
        if (!cursor.seek(key)) {
            return null;
        }
        HeldRow row = AccountFormat.readRow(cursor.in, snapshots);
        cursor.in.requireEnd();
        return row;
    }

    /** Reads all rows, in order. */
    static void forEach(
            Slice rows,
            String home,
            String[] sources,
            List<FactKey> snapshots,
            BiConsumer<EntitlementKey, HeldRow> reader) {
        RowBytes cursor = open(rows, home, sources);
        while (cursor.at < cursor.end) {
            EntitlementKey key;
            HeldRow row;
            try {
                key = cursor.key();
                row = AccountFormat.readRow(cursor.in, snapshots);
                cursor.in.requireEnd();
                cursor.forward();
            } catch (RuntimeException e) {
                throw DamagedStateException.of(rows.length(), e);
            }
            reader.accept(key, row);
        }
    }

    /** Reads rows at some places, in order. */
    static void forEach(
            Slice rows,
            String home,
            String[] sources,
            List<FactKey> snapshots,
            BitSet places,
            BiConsumer<EntitlementKey, HeldRow> reader) {
        RowBytes cursor = open(rows, home, sources);
        int last = places.length() - 1;
        for (int place = 0; place <= last; place++) {
            EntitlementKey key = null;
            HeldRow row = null;
            try {
                if (places.get(place)) {
                    key = cursor.key();
                    row = AccountFormat.readRow(cursor.in, snapshots);
                    cursor.in.requireEnd();
                }
                cursor.forward();
            } catch (RuntimeException e) {
                throw DamagedStateException.of(rows.length(), e);
            }
            if (key != null) {
                reader.accept(key, row);
            }
        }
    }

    private static RowBytes open(Slice rows, String home, String[] sources) {
        try {
            return new RowBytes(rows, home, sources);
        } catch (RuntimeException e) {
            throw DamagedStateException.of(rows.length(), e);
        }
    }

    private EntitlementKey key() {
        in.restart(body, next);
        String system = in.readPlain();
        return new EntitlementKey(system.isEmpty() ? home : system, in.readPlain());
    }

    /** Writes a row behind what was written, by way of a buffer. */
    static void write(
            PartWriter out,
            PartWriter buffer,
            String home,
            Sources sources,
            EntitlementKey key,
            HeldRow row,
            FactKeys snapshots) {
        sources.note(row);
        buffer.begin();
        buffer.restart(sources.texts());
        buffer.writePlain(key.system().equals(home) ? "" : key.system());
        buffer.writePlain(key.name());
        AccountFormat.writeRow(buffer, row, snapshots);
        out.writeCount(buffer.length());
        out.writeBytes(buffer.buffer(), 0, buffer.length());
    }

    /** Writes rows with some of them, sorted, replaced or new, by way of a buffer. */
    static void writeReplaced(
            PartWriter out,
            PartWriter buffer,
            Slice rows,
            String home,
            Sources sources,
            Map<EntitlementKey, HeldRow> replaced,
            FactKeys snapshots) {
        RowBytes cursor = new RowBytes(rows, home, sources.texts());
        int copied = cursor.at;
        for (Map.Entry<EntitlementKey, HeldRow> row : replaced.entrySet()) {
            boolean found = cursor.seek(row.getKey());
            out.writeBytes(cursor.bytes, copied, cursor.at - copied);
            write(out, buffer, home, sources, row.getKey(), row.getValue(), snapshots);
            if (found) {
                cursor.forward();
            }
            copied = cursor.at;
        }
        out.writeBytes(cursor.bytes, copied, cursor.end - copied);
    }
}
