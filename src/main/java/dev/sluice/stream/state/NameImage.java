package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.access.StoredName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known under one name, encoded. Of a name that one account bore the rows lie in blocks; of one that was freed by a
 * rename, which is rare, everything is in the body.
 *
 * @param name the name
 * @param accounts how many accounts bore it
 * @param rows how many rows they have
 * @param sources the sources that rows refer to by number; nobody changes it
 * @param body what is not in the blocks
 * @param blocks the rows, in blocks
 * @param bytes the bytes that it takes, at most
 */
record NameImage(AccountKey name, int accounts, int rows, String[] sources, Slice body, Shelves blocks, int bytes)
        implements StoredName {
    /** Numbers beside the name that it takes in the table of contents, at most. */
    private static final int NUMBERS = 30;

    static NameImage of(AccountKey name, int accounts, int rows, String[] sources, Slice body, Shelves blocks) {
        int bytes = NUMBERS + Utf8.length(name.system()) + Utf8.length(name.name()) + body.length();
        for (String source : sources) {
            bytes += 3 + Utf8.length(source);
        }
        return new NameImage(name, accounts, rows, sources, body, blocks, bytes + blocks.bytes());
    }

    /** Whether it says the same in the same words. */
    boolean isSameAs(NameImage other) {
        return this == other
                || accounts == other.accounts
                        && rows == other.rows
                        && name.equals(other.name)
                        && body.isSameAs(other.body)
                        && Arrays.equals(sources, other.sources)
                        && blocks.areSameAs(other.blocks);
    }

    @Override
    public long nextChange() {
        return blocks.nextChange();
    }

    @Override
    public NameBearers read() {
        try {
            PartReader in = body.reader();
            NameBearers bearers = accounts == 1
                    ? new NameBearers(List.of(AccountFormat.read(in, blocks, name.system(), sources)), List.of())
                    : readAll(in);
            AccountFormat.readDescribed(in, bearers.accounts());
            in.requireEnd();
            return bearers;
        } catch (RuntimeException e) {
            throw DamagedStateException.of(body.length(), e);
        }
    }

    private NameBearers readAll(PartReader in) {
        List<NameBearers.Rename> renames = new ArrayList<>();
        List<Account> all = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            if (i > 0) {
                FactKey key = in.readKey();
                renames.add(new NameBearers.Rename(key, in.readText()));
            }
            Account account = AccountFormat.read(in, Shelves.of(List.of()), name.system(), sources);
            List<FactKey> snapshots = new ArrayList<>();
            account.snapshots().forEach(snapshots::add);
            int length = in.readCount();
            Slice rows = new Slice(body.bytes(), in.skip(length), length);
            RowBytes.forEach(rows, name.system(), sources, snapshots, account.rows()::put);
            all.add(account);
        }
        return new NameBearers(all, renames);
    }
}
