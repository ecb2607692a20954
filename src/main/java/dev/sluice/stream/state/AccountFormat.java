package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.FactKeys;
import dev.sluice.domain.access.Grant;
import dev.sluice.domain.access.HeldRow;
import dev.sluice.domain.access.KindPeriod;
import dev.sluice.domain.access.SnapshotParts;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import java.util.ArrayList;
import java.util.List;

/** How an account is written into the value of an identity. */
final class AccountFormat {
    private AccountFormat() {}

    static void write(BinaryWriter out, Account account) {
        out.writeKey(account.implied());
        out.writeLong(account.firstSeen());
        out.writeInt(account.reports().size());
        account.reports().forEach((key, state) -> {
            out.writeKey(key);
            out.writeText(state.name());
        });
        out.writeInt(account.kinds().size());
        account.kinds().forEach((kind, period) -> {
            out.writeText(kind.name());
            out.writeKey(period.first());
            out.writeKey(period.last());
        });
        writeKeys(out, account.snapshots());
        out.writeInt(account.pending().size());
        account.pending().forEach((feed, parts) -> writeParts(out, feed, parts));
        out.writeInt(account.rows().size());
        account.rows().forEach((entitlement, row) -> writeRow(out, entitlement, row, account.snapshots()));
    }

    static Account read(BinaryReader in) {
        Account account = new Account();
        FactKey implied = in.readKey();
        account.restore(implied, in.readLong());
        for (int i = in.readCount(); i > 0; i--) {
            FactKey key = in.readKey();
            account.reports().put(key, AccountState.valueOf(in.readText()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            AccountKind kind = AccountKind.valueOf(in.readText());
            FactKey first = in.readKey();
            account.kinds().put(kind, new KindPeriod(first, in.readKey()));
        }
        readKeys(in, account.snapshots());
        for (int i = in.readCount(); i > 0; i--) {
            account.pending().put(in.readText(), readParts(in));
        }
        List<FactKey> snapshots = new ArrayList<>();
        account.snapshots().forEach(snapshots::add);
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey entitlement = readEntitlement(in);
            account.rows().put(entitlement, readRow(in, snapshots));
        }
        return account;
    }

    private static void writeRow(BinaryWriter out, EntitlementKey entitlement, HeldRow row, FactKeys snapshots) {
        writeEntitlement(out, entitlement);
        out.writeInt(row.grants().size());
        for (Grant grant : row.grants()) {
            out.writeKey(grant.key());
            out.writeLong(grant.from() - grant.key().at());
            out.writeLong(grant.to() == Long.MAX_VALUE ? -1 : grant.to());
        }
        writeKeys(out, row.revokes());
        if (snapshots.size() > Long.SIZE) {
            throw new IllegalStateException(
                    snapshots.size() + " snapshots of an account; the format holds " + Long.SIZE);
        }
        // Snapshots are few and rows are many: one bit says of each snapshot whether it does not list the entitlement.
        long mask = 0;
        int bit = 0;
        for (FactKey snapshot : snapshots) {
            mask |= row.unlisted().contains(snapshot) ? 1L << bit : 0;
            bit++;
        }
        out.writeLong(mask);
    }

    private static HeldRow readRow(BinaryReader in, List<FactKey> snapshots) {
        HeldRow row = new HeldRow();
        for (int i = in.readCount(); i > 0; i--) {
            FactKey key = in.readKey();
            long from = key.at() + in.readLong();
            row.grants().add(new Grant(key, from, readLimit(in)));
        }
        readKeys(in, row.revokes());
        long mask = in.readLong();
        for (int i = 0; i < snapshots.size(); i++) {
            if ((mask & 1L << i) != 0) {
                row.unlisted().add(snapshots.get(i));
            }
        }
        return row;
    }

    static long readLimit(BinaryReader in) {
        long to = in.readLong();
        return to < 0 ? Long.MAX_VALUE : to;
    }

    private static void writeParts(BinaryWriter out, String feed, SnapshotParts waiting) {
        out.writeText(feed);
        out.writeInt(waiting.parts().size());
        waiting.parts().forEach((key, part) -> {
            out.writeKey(key);
            out.writeInt(part.number());
            out.writeInt(part.of());
            out.writeInt(part.listed().size());
            part.listed().forEach(entitlement -> writeEntitlement(out, entitlement));
        });
    }

    private static SnapshotParts readParts(BinaryReader in) {
        SnapshotParts waiting = new SnapshotParts();
        for (int i = in.readCount(); i > 0; i--) {
            FactKey key = in.readKey();
            int number = in.readInt();
            int of = in.readInt();
            waiting.parts().put(key, new SnapshotParts.Part(number, of, readEntitlements(in)));
        }
        return waiting;
    }

    static List<EntitlementKey> readEntitlements(BinaryReader in) {
        List<EntitlementKey> entitlements = new ArrayList<>();
        for (int i = in.readCount(); i > 0; i--) {
            entitlements.add(readEntitlement(in));
        }
        return entitlements;
    }

    private static void writeEntitlement(BinaryWriter out, EntitlementKey entitlement) {
        out.writeText(entitlement.system());
        out.writeText(entitlement.name());
    }

    static EntitlementKey readEntitlement(BinaryReader in) {
        return new EntitlementKey(in.readText(), in.readText());
    }

    private static void writeKeys(BinaryWriter out, FactKeys keys) {
        out.writeInt(keys.size());
        keys.forEach(out::writeKey);
    }

    static void readKeys(BinaryReader in, FactKeys keys) {
        for (int i = in.readCount(); i > 0; i--) {
            keys.add(in.readKey());
        }
    }
}
