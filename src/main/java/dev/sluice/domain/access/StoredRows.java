package dev.sluice.domain.access;

import java.util.BitSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Some rows of an account that are stored and not read yet: those between two entitlements. Immutable. */
public interface StoredRows {
    /**
     * How many there are.
     *
     * @return the number of rows
     */
    int size();

    /**
     * The next instant at which a limit begins or ends one of the holdings, as of the identity's clock when they were stored.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    long nextChange();

    /**
     * Reads one of them.
     *
     * @param key its entitlement
     * @return a new row, or null if there is none
     */
    HeldRow read(EntitlementKey key);

    /**
     * Reads them one after the other, in order, without keeping them.
     *
     * @param reader takes each entitlement and its row
     */
    void forEach(BiConsumer<EntitlementKey, HeldRow> reader);

    /**
     * Reads some of them, in order, without keeping them.
     *
     * @param places which, counted from 0
     * @param reader takes each entitlement and its row
     */
    void forEach(BitSet places, BiConsumer<EntitlementKey, HeldRow> reader);

    /**
     * Which of them are held at an instant.
     *
     * @param at the instant, not before the identity's clock when they were stored (ms since the epoch)
     * @return kept with what is stored, so that it costs nothing to ask again
     */
    HeldMarks held(long at);

    /**
     * Reads all of them.
     *
     * @return a new map of new rows
     */
    TreeMap<EntitlementKey, HeldRow> read();
}
