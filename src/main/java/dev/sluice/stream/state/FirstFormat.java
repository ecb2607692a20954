package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.Grant;
import dev.sluice.domain.access.HeldRow;
import dev.sluice.domain.access.KindPeriod;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.access.SnapshotParts;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Employment;
import dev.sluice.domain.identity.EmploymentFact;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Moment;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the first format. It kept only the last removal of an entitlement and the last rename of a name, and had moved the
 * facts of a renamed account to its new name; what it did not keep can't be brought back.
 */
final class FirstFormat {
    static final byte VERSION = 1;

    private FirstFormat() {}

    static StoredIdentity read(String key, BinaryReader in) {
        IdentityState state = new IdentityState(key);
        long indexedDue = in.readLong();
        long[] published = new long[in.readCount()];
        for (int i = 0; i < published.length; i++) {
            published[i] = in.readLong();
        }
        long clock = in.readLong();
        state.restore(clock, in.readLong());
        readHr(in, state.hr());
        readAccess(in, state);
        SecondFormat.readFindings(in, state);
        readCommands(in, state);
        in.requireEnd();
        return new StoredIdentity(state, published, indexedDue);
    }

    private static void readHr(BinaryReader in, HrTimeline hr) {
        boolean known = in.readBoolean();
        Start deleted = readStart(in);
        hr.restore(known, deleted.fact());
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            Start start = readStart(in);
            EmploymentFact end = readStart(in).fact();
            hr.restoreEmployment(id, new Employment(start.fact(), end, hires(start, end)));
        }
        SecondFormat.readAttributes(in, hr);
    }

    /**
     * The format did not tell hires from other starts. One recorded after an end brought the worker back, and has to go on
     * doing so when the original hire date is sent again; before that end there was an earlier one.
     */
    private static List<Employment.Hire> hires(Start start, EmploymentFact end) {
        if (start.fact() == null || end == null || !start.fact().key().isAfter(end.key())) {
            return List.of();
        }
        FactKey before = new FactKey(0, "", FactKey.NO_SEQUENCE, "");
        return List.of(
                new Employment.Hire(new EmploymentFact(before, Moment.at(0)), false),
                new Employment.Hire(start.fact(), start.rehire()));
    }

    private record Start(EmploymentFact fact, boolean rehire) {}

    private static Start readStart(BinaryReader in) {
        if (!in.readBoolean()) {
            return new Start(null, false);
        }
        FactKey key = in.readKey();
        boolean rehire = in.readBoolean();
        return new Start(new EmploymentFact(key, SecondFormat.readMoment(in)), rehire);
    }

    private static void readAccess(BinaryReader in, IdentityState state) {
        Map<AccountKey, NameBearers.Rename> renames = new HashMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey old = new AccountKey(in.readText(), in.readText());
            String newName = in.readText();
            renames.put(old, new NameBearers.Rename(in.readKey(), newName));
        }
        Map<AccountKey, NameBearers> names = state.access().names();
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey key = new AccountKey(in.readText(), in.readText());
            names.put(key, bearers(renames.remove(key), readAccount(in)));
        }
        renames.forEach((old, rename) -> names.put(old, bearers(rename, new Account())));
    }

    private static NameBearers bearers(NameBearers.Rename rename, Account today) {
        return rename == null
                ? new NameBearers(List.of(today), List.of())
                : new NameBearers(List.of(new Account(), today), List.of(rename));
    }

    private static Account readAccount(BinaryReader in) {
        Account account = new Account();
        if (in.readBoolean()) {
            AccountState reported = AccountState.valueOf(in.readText());
            account.reports().put(in.readKey(), reported);
        }
        FactKey implied = in.readKey();
        account.restore(implied, in.readLong());
        String kind = in.readText();
        FactKey kindKey = in.readKey();
        if (kind != null) {
            account.kinds().put(AccountKind.valueOf(kind), new KindPeriod(kindKey, kindKey));
        }
        SecondAccounts.readKeys(in, account.snapshots());
        for (int i = in.readCount(); i > 0; i--) {
            account.pending().put(in.readText(), readParts(in));
        }
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey entitlement = SecondAccounts.readEntitlement(in);
            account.rows().put(entitlement, readRow(in, account));
        }
        return account;
    }

    private static HeldRow readRow(BinaryReader in, Account account) {
        HeldRow row = new HeldRow();
        FactKey removed = in.readKey();
        List<FactKey> unlisted = new ArrayList<>();
        account.snapshots().forEach(snapshot -> {
            if (removed != null && !snapshot.isAfter(removed)) {
                unlisted.add(snapshot);
            }
        });
        unlisted.forEach(row.unlisted()::add);
        if (removed != null && !unlisted.contains(removed)) {
            row.revokes().add(removed);
        }
        for (int j = in.readCount(); j > 0; j--) {
            FactKey key = in.readKey();
            long from = key.at() + in.readLong();
            row.grants().add(new Grant(key, from, SecondAccounts.readLimit(in)));
        }
        return row;
    }

    /** The format kept one place in the order of facts for all parts; the parts are set a millisecond apart before it. */
    private static SnapshotParts readParts(BinaryReader in) {
        SnapshotParts waiting = new SnapshotParts();
        int of = in.readInt();
        FactKey last = in.readKey();
        for (int i = in.readCount(); i > 0; i--) {
            int number = in.readInt();
            FactKey key = new FactKey(last.at() - i + 1, last.source(), last.sequence(), last.eventId());
            waiting.parts().put(key, new SnapshotParts.Part(number, of, SecondAccounts.readEntitlements(in)));
        }
        return waiting;
    }

    private static void readCommands(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            CommandKey key = SecondFormat.readCommandKey(in);
            String id = in.readText();
            int attempt = in.readInt();
            long issuedAt = in.readLong();
            state.commands().put(key, OpenCommand.ofALeaver(key, id, attempt, issuedAt, in.readLong()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            state.closedAttempts().put(id, in.readInt());
        }
    }
}
