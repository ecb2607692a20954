package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.Employment;
import dev.sluice.domain.identity.EmploymentFact;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Moment;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.event.CommandAction;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the second format: one value, with a table of texts and one of fact keys before it. */
final class SecondFormat {
    static final byte VERSION = 2;

    private SecondFormat() {}

    static StoredIdentity read(String key, BinaryReader in) {
        IdentityState state = new IdentityState(key);
        long indexedDue = in.readLong();
        long[] published = new long[in.readCount()];
        for (int i = 0; i < published.length; i++) {
            published[i] = in.readLong();
        }
        state.restore(in.readLong(), in.readLong());
        readHr(in, state.hr());
        readAccess(in, state);
        readFindings(in, state);
        readCommands(in, state);
        in.requireEnd();
        return new StoredIdentity(state, published, indexedDue);
    }

    private static void readHr(BinaryReader in, HrTimeline hr) {
        boolean known = in.readBoolean();
        hr.restore(known, readEmploymentFact(in));
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            EmploymentFact start = readEmploymentFact(in);
            EmploymentFact end = readEmploymentFact(in);
            List<Employment.Hire> hires = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                EmploymentFact hire = readEmploymentFact(in);
                hires.add(new Employment.Hire(hire, in.readBoolean()));
            }
            hr.restoreEmployment(id, new Employment(start, end, hires));
        }
        readAttributes(in, hr);
    }

    static void readAttributes(BinaryReader in, HrTimeline hr) {
        for (int i = in.readCount(); i > 0; i--) {
            String field = in.readText();
            for (int j = in.readCount(); j > 0; j--) {
                long effectiveAt = in.readLong();
                FactKey key = in.readKey();
                hr.attributes().restore(field, new AttributeEntry(effectiveAt, key, in.readText()));
            }
        }
    }

    private static EmploymentFact readEmploymentFact(BinaryReader in) {
        if (!in.readBoolean()) {
            return null;
        }
        FactKey key = in.readKey();
        return new EmploymentFact(key, readMoment(in));
    }

    static Moment readMoment(BinaryReader in) {
        if (!in.readBoolean()) {
            return null;
        }
        boolean day = in.readBoolean();
        long value = in.readLong();
        String zone = in.readText();
        return day ? Moment.startOf(LocalDate.ofEpochDay(value), zone) : Moment.at(value);
    }

    private static void readAccess(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey name = new AccountKey(in.readText(), in.readText());
            List<NameBearers.Rename> renames = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                FactKey key = in.readKey();
                renames.add(new NameBearers.Rename(key, in.readText()));
            }
            List<Account> accounts = new ArrayList<>();
            for (int j = 0; j <= renames.size(); j++) {
                accounts.add(SecondAccounts.read(in));
            }
            state.access().names().put(name, new NameBearers(accounts, renames));
        }
    }

    static void readFindings(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            String kind = in.readText();
            String system = in.readText();
            String account = in.readText();
            FindingStatus status = FindingStatus.valueOf(in.readText());
            Severity severity = Severity.valueOf(in.readText());
            long openedAt = in.readLong();
            int episode = in.readInt();
            List<EntitlementKey> entitlements = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                entitlements.add(new EntitlementKey(in.readText(), in.readText()));
            }
            state.findings()
                    .put(
                            id,
                            new FindingState(
                                    id, kind, system, account, status, severity, entitlements, openedAt, episode));
        }
    }

    private static void readCommands(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            CommandKey key = readCommandKey(in);
            String id = readId(in);
            int attempt = in.readInt();
            long issuedAt = in.readLong();
            state.commands().put(key, OpenCommand.ofALeaver(key, id, attempt, issuedAt, in.readLong()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String id = readId(in);
            state.closedAttempts().put(id, in.readInt());
        }
    }

    static CommandKey readCommandKey(BinaryReader in) {
        String system = in.readText();
        String account = in.readText();
        String object = in.readText();
        String entitlementSystem = in.readText();
        return new CommandKey(system, account, object, entitlementSystem, CommandAction.valueOf(in.readText()));
    }

    private static String readId(BinaryReader in) {
        return new UUID(in.readFixed(), in.readFixed()).toString();
    }
}
