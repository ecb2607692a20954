package dev.sluice.registry;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The shapes of values that have others in them, records apart. */
final class PartedShapes {
    /** Room that is made for items before the first of them has come. */
    private static final int ROOM = 1024;

    private PartedShapes() {}

    /** Items that take no byte are left to Avro, which bounds them: a count must not claim more than the record can hold. */
    private static long believable(long count, PayloadDecoder in) throws IOException {
        if (count > in.remainingBytes()) {
            throw new EOFException("More items than bytes");
        }
        return count;
    }

    private static void requireAll(int size, int written) {
        if (size != written) {
            throw new ConcurrentModificationException(size + " items were announced, " + written + " written");
        }
    }

    /** A value or null, in this order. */
    static final class Nullable extends Shape {
        private final Shape some;

        Nullable(Shape some) {
            this.some = some;
        }

        @Override
        Object read(PayloadDecoder in) throws IOException {
            return in.readPresence() ? some.read(in) : null;
        }

        @Override
        void write(Object value, PayloadEncoder out) throws IOException {
            out.writePresence(value != null);
            if (value != null) {
                some.write(value, out);
            }
        }
    }

    /** A list. It is a plain one: Avro's own compares itself without the conversions of the class it belongs to. */
    static final class Items extends Shape {
        private final Shape item;

        Items(Shape item) {
            this.item = item;
        }

        @Override
        Object read(PayloadDecoder in) throws IOException {
            long count = believable(in.readArrayStart(), in);
            List<Object> items = new ArrayList<>((int) Math.min(ROOM, count));
            while (count > 0) {
                for (long i = 0; i < count; i++) {
                    items.add(item.read(in));
                }
                count = believable(in.arrayNext(), in);
            }
            return items;
        }

        @Override
        void write(Object value, PayloadEncoder out) throws IOException {
            List<?> items = (List<?>) value;
            int size = items.size();
            int written = 0;
            out.setItemCount(size);
            for (Object each : items) {
                item.write(each, out);
                written++;
            }
            out.writeArrayEnd();
            requireAll(size, written);
        }
    }

    /** A map, whose keys are strings. */
    static final class Entries extends Shape {
        private final Shape some;

        Entries(Shape some) {
            this.some = some;
        }

        @Override
        Object read(PayloadDecoder in) throws IOException {
            // The capacity is Avro's own: the order of a map's entries, which others may see, depends on it.
            Map<String, Object> entries = new HashMap<>();
            long count = believable(in.readMapStart(), in);
            while (count > 0) {
                for (long i = 0; i < count; i++) {
                    String key = in.readString();
                    entries.put(key, some.read(in));
                }
                count = believable(in.mapNext(), in);
            }
            return entries;
        }

        @Override
        void write(Object value, PayloadEncoder out) throws IOException {
            Map<?, ?> entries = (Map<?, ?>) value;
            int size = entries.size();
            int written = 0;
            out.setItemCount(size);
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                out.writeString((String) entry.getKey());
                some.write(entry.getValue(), out);
                written++;
            }
            out.writeMapEnd();
            requireAll(size, written);
        }
    }
}
