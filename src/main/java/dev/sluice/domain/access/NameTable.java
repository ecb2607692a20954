package dev.sluice.domain.access;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The facts by the name that they were told of, sorted; what was stored under a name is read when it is asked for. */
public final class NameTable extends AbstractMap<AccountKey, NameBearers> {
    /** A name: stored, or read and then perhaps changed. */
    public static final class Slot {
        private StoredName stored;
        private NameBearers bearers;

        private Slot(StoredName stored, NameBearers bearers) {
            this.stored = stored;
            this.bearers = bearers;
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

        int accounts() {
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

    private final TreeMap<AccountKey, Slot> slots = new TreeMap<>();

    /**
     * The names, read or not.
     *
     * @return live
     */
    public Map<AccountKey, Slot> slots() {
        return slots;
    }

    /**
     * Adds a name as it was stored.
     *
     * @param name the name
     * @param stored what is stored under it
     */
    public void restore(AccountKey name, StoredName stored) {
        slots.put(name, new Slot(stored, null));
    }

    @Override
    public NameBearers get(Object name) {
        Slot slot = slots.get(name);
        return slot == null ? null : slot.bearers();
    }

    @Override
    public boolean containsKey(Object name) {
        return slots.containsKey(name);
    }

    @Override
    public NameBearers put(AccountKey name, NameBearers bearers) {
        Slot before = slots.put(name, new Slot(null, bearers));
        return before == null ? null : before.bearers();
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
                Iterator<Map.Entry<AccountKey, Slot>> all = slots.entrySet().iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return all.hasNext();
                    }

                    @Override
                    public Map.Entry<AccountKey, NameBearers> next() {
                        Map.Entry<AccountKey, Slot> slot = all.next();
                        return Map.entry(slot.getKey(), slot.getValue().bearers());
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
