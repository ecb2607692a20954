package dev.sluice.domain.finding;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.access.NameTable;
import dev.sluice.domain.activity.LastUse;
import dev.sluice.domain.govern.IdentityState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** When accounts were used last, under whatever names: what was done with an account before a rename was done with it. */
final class AccountUses {
    /** Renames that are followed from one name. */
    private static final int MAX_RENAMES = 16;

    private final Map<AccountKey, LastUse> byName;
    private final Map<AccountKey, AccountKey> renamed = new HashMap<>();

    AccountUses(IdentityState state) {
        byName = state.activity().uses();
        for (NameTable.Slot slot : state.access().names().slots()) {
            if (slot.accounts() > 1) {
                List<NameBearers.Rename> renames = slot.bearers().renames();
                String last = renames.get(renames.size() - 1).newName();
                renamed.put(slot.name(), new AccountKey(slot.name().system(), last));
            }
        }
    }

    /** The accounts that were used, by their names today. */
    Set<AccountKey> accounts() {
        Set<AccountKey> accounts = new TreeSet<>();
        byName.keySet().forEach(name -> accounts.add(today(name)));
        return accounts;
    }

    /** The names under which an account was used, today's first of all. */
    Set<AccountKey> names(AccountKey account) {
        Set<AccountKey> names = new HashSet<>(Set.of(account));
        for (AccountKey name : byName.keySet()) {
            if (today(name).equals(account)) {
                names.add(name);
            }
        }
        return names;
    }

    /** When an account was used last, {@link LastUse#NONE} if nothing of that is known. */
    LastUse of(AccountKey account) {
        LastUse joined = byName.getOrDefault(account, LastUse.NONE);
        if (!renamed.isEmpty()) {
            for (AccountKey name : names(account)) {
                joined = joined.join(byName.getOrDefault(name, LastUse.NONE));
            }
        }
        return joined;
    }

    private AccountKey today(AccountKey name) {
        AccountKey now = name;
        for (int i = 0; i < MAX_RENAMES && renamed.containsKey(now); i++) {
            now = renamed.get(now);
        }
        return now;
    }
}
