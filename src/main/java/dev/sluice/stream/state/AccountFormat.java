package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.FactKeys;
import dev.sluice.domain.access.Grant;
import dev.sluice.domain.access.HeldRow;
import dev.sluice.domain.access.KindPeriod;
import dev.sluice.domain.access.RowTable;
import dev.sluice.domain.access.SnapshotParts;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import java.util.ArrayList;
import java.util.List;

/** How an account and its rows are written. */
final class AccountFormat {
    private AccountFormat() {}

    /** What an account has beside its rows. */
    static void write(PartWriter out, Account account) {
        writeKeys(out, account.snapshots());
        out.writeKey(account.implied());
        out.writeLimit(account.firstSeen());
        out.writeCount(account.reports().size());
        account.reports().forEach((key, state) -> {
            out.writeKey(key);
            out.writeText(state.name());
        });
        out.writeCount(account.kinds().size());
        account.kinds().forEach((kind, period) -> {
            out.writeText(kind.name());
            out.writeKey(period.first());
            out.writeKey(period.last());
        });
        out.writeCount(account.pending().size());
        account.pending().forEach((feed, parts) -> writeParts(out, feed, parts));
    }

    /** When accounts were given the attributes of their owner; left out where none was, as in earlier values of this format. */
    static void writeDescribed(PartWriter out, List<Account> accounts) {
        if (accounts.stream().anyMatch(account -> account.described() != null)) {
            accounts.forEach(account -> out.writeKey(account.described()));
        }
    }

    static void readDescribed(PartReader in, List<Account> accounts) {
        if (in.isAtEnd()) {
            return;
        }
        for (Account account : accounts) {
            FactKey described = in.readKeyOrNull();
            if (described != null) {
                account.describe(described);
            }
        }
    }

    /**
     * Reads an account.
     *
     * @param in what {@link #write} wrote
     * @param blocks its rows, which are read when they are asked for
     * @param home its system
     * @param sources the sources that the rows refer to
     */
    static Account read(PartReader in, Shelves blocks, String home, String[] sources) {
        int count = in.readCount();
        List<FactKey> snapshots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            snapshots.add(in.readKey());
        }
        Snapshots listed = new Snapshots(snapshots);
        Account account = new Account(new RowTable(new BoundTable(blocks, home, sources, listed)));
        for (FactKey snapshot : snapshots) {
            account.snapshots().add(snapshot);
        }
        FactKey implied = in.readKeyOrNull();
        account.restore(implied, in.readLimit());
        for (int i = in.readCount(); i > 0; i--) {
            FactKey key = in.readKey();
            account.reports().put(key, AccountState.valueOf(in.readText()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            AccountKind kind = AccountKind.valueOf(in.readText());
            FactKey first = in.readKey();
            account.kinds().put(kind, new KindPeriod(first, in.readKey()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            account.pending().put(in.readText(), readParts(in));
        }
        return account;
    }

    /** Snapshots are few and rows are many: one bit says of each snapshot whether it does not list the entitlement. */
    private static long mask(FactKeys unlisted, FactKeys snapshots) {
        if (snapshots.size() > Long.SIZE) {
            throw new IllegalStateException(
                    snapshots.size() + " snapshots of an account; the format holds " + Long.SIZE);
        }
        if (unlisted.isEmpty()) {
            return 0;
        }
        long mask = 0;
        int bit = 0;
        for (FactKey snapshot : snapshots) {
            mask |= unlisted.contains(snapshot) ? 1L << bit : 0;
            bit++;
        }
        return mask;
    }

    static void writeRow(PartWriter out, HeldRow row, FactKeys snapshots) {
        out.writeCount(row.grants().size());
        for (Grant grant : row.grants()) {
            out.writeKey(grant.key());
            out.writeLong(grant.from() - grant.key().at());
            out.writeLimit(grant.to());
        }
        writeKeys(out, row.revokes());
        out.writeCount(mask(row.unlisted(), snapshots));
    }

    static HeldRow readRow(PartReader in, List<FactKey> snapshots) {
        HeldRow row = new HeldRow();
        for (int i = in.readCount(); i > 0; i--) {
            FactKey key = in.readKey();
            long from = key.at() + in.readLong();
            row.grants().add(new Grant(key, from, in.readLimit()));
        }
        readKeys(in, row.revokes());
        long mask = in.readNumber();
        for (int bit = 0; mask != 0; bit++, mask >>>= 1) {
            if ((mask & 1) != 0) {
                row.unlisted().add(snapshots.get(bit));
            }
        }
        return row;
    }

    private static void writeParts(PartWriter out, String feed, SnapshotParts waiting) {
        out.writeText(feed);
        out.writeCount(waiting.parts().size());
        waiting.parts().forEach((key, part) -> {
            out.writeKey(key);
            out.writeCount(part.number());
            out.writeCount(part.of());
            out.writeCount(part.listed().size());
            for (EntitlementKey entitlement : part.listed()) {
                out.writeText(entitlement.system());
                out.writePlain(entitlement.name());
            }
        });
    }

    private static SnapshotParts readParts(PartReader in) {
        SnapshotParts waiting = new SnapshotParts();
        for (int i = in.readCount(); i > 0; i--) {
            FactKey key = in.readKey();
            int number = Math.toIntExact(in.readNumber());
            int of = Math.toIntExact(in.readNumber());
            List<EntitlementKey> listed = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                listed.add(new EntitlementKey(in.readText(), in.readPlain()));
            }
            waiting.parts().put(key, new SnapshotParts.Part(number, of, listed));
        }
        return waiting;
    }

    private static void writeKeys(PartWriter out, FactKeys keys) {
        out.writeCount(keys.size());
        if (!keys.isEmpty()) {
            keys.forEach(out::writeKey);
        }
    }

    private static void readKeys(PartReader in, FactKeys keys) {
        for (int i = in.readCount(); i > 0; i--) {
            keys.add(in.readKey());
        }
    }
}
