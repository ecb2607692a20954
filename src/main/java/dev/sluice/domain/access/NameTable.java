package dev.sluice.domain.access;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The facts by the name that they were told of, sorted; what was stored under a name is read when it is asked for. */
public final class NameTable extends AbstractMap<AccountKey, NameBearers> {
    /** A name: stored, or read and then perhaps changed. */
    public static final class Slot {
        private final AccountKey name;
        private StoredName stored;
        private NameBearers bearers;

        private Slot(AccountKey name, StoredName stored, NameBearers bearers) {
            this.name = name;
            this.stored = stored;
            this.bearers = bearers;
        }

        /**
         * The name.
         *
         * @return its key
         */
        public AccountKey name() {
            return name;
        }

        /**
         * What was stored, if it is still as it was.
         *
         * @return the stored name, or null once it was read
         */
        public StoredName stored() {
            return stored;
        }

        /**
         * The accounts that bore the name.
         *
         * @return live, read if they were not
         */
        public NameBearers bearers() {
            if (bearers == null) {
                bearers = stored.read();
                stored = null;
            }
            return bearers;
        }

        /**
         * How many accounts bore the name; asks nothing that is not read.
         *
         * @return the number
         */
        public int accounts() {
            return bearers == null ? stored.accounts() : bearers.accounts().size();
        }

        int rows() {
            if (bearers == null) {
                return stored.rows();
            }
            int rows = 0;
            for (Account account : bearers.accounts()) {
                rows += account.rows().size();
            }
            return rows;
        }

        long nextChange(long after) {
            if (bearers == null && stored.nextChange() > after) {
                return stored.nextChange();
            }
            long next = Long.MAX_VALUE;
            for (Account account : bearers().accounts()) {
                next = Math.min(next, account.rows().nextChange(after));
            }
            return next;
        }
    }

    /** Sorted by name: there are few, and they come sorted. */
    private final List<Slot> slots = new ArrayList<>(4);

    /**
     * The names in order, read or not.
     *
     * @return unmodifiable
     */
    public List<Slot> slots() {
        return Collections.unmodifiableList(slots);
    }

    /**
     * Adds a name as it was stored. It is not compared with those before it, since that alone would touch the memory of all.
     *
     * @param name the name, which must be after all that are here
     * @param stored what is stored under it
     */
    public void restore(AccountKey name, StoredName stored) {
        slots.add(new Slot(name, stored, null));
    }

    private void add(Slot slot) {
        boolean last = slots.isEmpty() || slots.get(slots.size() - 1).name.compareTo(slot.name) < 0;
        if (last) {
            slots.add(slot);
            return;
        }
        int at = indexOf(slot.name);
        if (at >= 0) {
            slots.set(at, slot);
        } else {
            slots.add(-at - 1, slot);
        }
    }

    /** The place of a name, or of where it would be as {@link Collections#binarySearch} tells it. */
    private int indexOf(AccountKey name) {
        int low = 0;
        int high = slots.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = slots.get(middle).name.compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public NameBearers get(Object name) {
        int at = indexOf((AccountKey) name);
        return at < 0 ? null : slots.get(at).bearers();
    }

    @Override
    public boolean containsKey(Object name) {
        return indexOf((AccountKey) name) >= 0;
    }

    @Override
    public NameBearers put(AccountKey name, NameBearers bearers) {
        NameBearers before = get(name);
        add(new Slot(name, null, bearers));
        return before;
    }

    /** Forgets a name; false if there is none. */
    boolean forget(AccountKey name) {
        return slots.removeIf(slot -> slot.name().equals(name));
    }

    @Override
    public int size() {
        return slots.size();
    }

    @Override
    public Set<Map.Entry<AccountKey, NameBearers>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<AccountKey, NameBearers>> iterator() {
                Iterator<Slot> all = slots().iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    public Map.Entry<AccountKey, NameBearers> next() {
                        Slot slot = all.next();
                        return Map.entry(slot.name, slot.bearers());
                    }
                };
            }

            @Override
            public int size() {
                return slots.size();
            }
        };
    }
}
