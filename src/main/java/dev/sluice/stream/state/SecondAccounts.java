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

/** Reads the accounts of the second format. */
final class SecondAccounts {
    private SecondAccounts() {}

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

    static EntitlementKey readEntitlement(BinaryReader in) {
        return new EntitlementKey(in.readText(), in.readText());
    }

    static void readKeys(BinaryReader in, FactKeys keys) {
        for (int i = in.readCount(); i > 0; i--) {
            keys.add(in.readKey());
        }
    }
}
