package dev.sluice.registry;

/**
 * Values by schema id, read without a lock and without boxing: an immutable open-addressing table behind a volatile field.
 * Writing copies it, which happens once for each id.
 *
 * <p>When it is full it starts afresh, which costs a look into the client's cache and bounds what a hostile producer can make
 * it hold.
 */
final class IdTable<V> {

    private record Slots(int[] ids, Object[] values, int used) {

        Slots(int capacity) {
            this(new int[capacity], new Object[capacity], 0);
        }

        int find(int id) {
            int mask = ids.length - 1;
            int slot = (id * 0x9E3779B9 >>> 7) & mask;
            while (values[slot] != null && ids[slot] != id) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        Slots with(int id, Object value) {
            Slots next = new Slots(
                    used * 2 >= ids.length ? new int[ids.length * 2] : ids.clone(),
                    used * 2 >= ids.length ? new Object[ids.length * 2] : values.clone(),
                    used);
            if (next.ids.length != ids.length) {
                for (int i = 0; i < ids.length; i++) {
                    if (values[i] != null) {
                        next.set(ids[i], values[i]);
                    }
                }
            }
            boolean added = next.values[next.find(id)] == null;
            next.set(id, value);
            return new Slots(next.ids, next.values, added ? used + 1 : used);
        }

        private void set(int id, Object value) {
            int slot = find(id);
            ids[slot] = id;
            values[slot] = value;
        }
    }

    private static final int INITIAL = 16;

    private final int most;
    private volatile Slots slots = new Slots(INITIAL);

    /**
     * @param most entries held before the table starts afresh
     */
    IdTable(int most) {
        this.most = most;
    }

    /** The value of an id, or null. */
    @SuppressWarnings("unchecked")
    V get(int id) {
        Slots now = slots;
        return (V) now.values[now.find(id)];
    }

    synchronized void put(int id, V value) {
        Slots now = slots.used >= most ? new Slots(INITIAL) : slots;
        slots = now.with(id, value);
    }
}
