package dev.sluice.domain.access;

/** What is known under one name, stored and not read yet. Immutable. */
public interface StoredName {
    /**
     * How many accounts bore the name.
     *
     * @return the number
     */
    int accounts();

    /**
     * How many rows they have together.
     *
     * @return the number
     */
    int rows();

    /**
     * The next instant at which a limit begins or ends one of the holdings, as of the identity's clock when it was stored.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    long nextChange();

    /**
     * Reads it.
     *
     * @return new accounts
     */
    NameBearers read();
}
