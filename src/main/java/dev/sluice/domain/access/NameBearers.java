package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The accounts that bore a name one after the other. A rename frees the name: what is told of it before the rename is of
 * one account, what is told of it afterwards is of another, whichever of these facts arrives first.
 */
public final class NameBearers {
    /**
     * Renames remembered per name. One beyond it is not followed: then the account keeps the name under which it is known,
     * with all that it holds; two accounts are never made one.
     */
    static final int MAX_RENAMES = 64;

    /**
     * The end of a name's time with one account.
     *
     * @param key the rename's place in the order of facts
     * @param newName what the account is called since
     */
    public record Rename(FactKey key, String newName) {}

    private final List<Account> accounts = new ArrayList<>(1);
    private final List<Rename> renames = new ArrayList<>(0);

    /** A name that one account bears. */
    public NameBearers() {
        accounts.add(new Account());
    }

    /**
     * A name as it was stored.
     *
     * @param accounts the accounts in order, one more than there are renames
     * @param renames the renames in order
     */
    public NameBearers(List<Account> accounts, List<Rename> renames) {
        if (accounts.size() != renames.size() + 1) {
            throw new IllegalArgumentException(
                    renames.size() + " renames are between " + accounts.size() + " accounts; that can't be");
        }
        this.accounts.addAll(accounts);
        this.renames.addAll(renames);
    }

    /**
     * The accounts in order: the last one bears the name today.
     *
     * @return unmodifiable, never empty
     */
    public List<Account> accounts() {
        return Collections.unmodifiableList(accounts);
    }

    /**
     * The renames in order: the one at an index ended the time of the account at the same index.
     *
     * @return unmodifiable
     */
    public List<Rename> renames() {
        return Collections.unmodifiableList(renames);
    }

    /** The account that bore the name when a fact happened. */
    Account at(FactKey key) {
        return accounts.get(indexAt(key));
    }

    /** The first rename after a fact, or null; all are after null. */
    Rename renameAfter(FactKey key) {
        int index = key == null ? 0 : indexAt(key);
        return index < renames.size() ? renames.get(index) : null;
    }

    boolean rename(FactKey key, String newName) {
        int index = indexAt(key);
        if (index > 0 && renames.get(index - 1).key().equals(key)) {
            return false;
        }
        if (renames.size() >= MAX_RENAMES) {
            return false;
        }
        Account account = accounts.get(index);
        accounts.set(index, account.within(Stretch.before(key)));
        accounts.add(index + 1, account.within(Stretch.after(key)));
        renames.add(index, new Rename(key, newName));
        return true;
    }

    private int indexAt(FactKey key) {
        int index = 0;
        while (index < renames.size() && !renames.get(index).key().isAfter(key)) {
            index++;
        }
        return index;
    }
}
