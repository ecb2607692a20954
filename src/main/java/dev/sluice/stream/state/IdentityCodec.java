package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountFact;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.Grant;
import dev.sluice.domain.access.HeldRow;
import dev.sluice.domain.access.Rename;
import dev.sluice.domain.access.SnapshotParts;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.Employment;
import dev.sluice.domain.identity.EmploymentFact;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.identity.Moment;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountState;
import dev.sluice.event.CommandAction;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The value format of the identity store: binary, versioned by its first byte. A format gets a new number when it
 * changes; the number before it stays readable.
 */
public final class IdentityCodec {
    /** The format written. */
    static final byte VERSION = 1;

    /**
     * Encodes a value.
     *
     * @param stored the identity
     * @return the bytes
     */
    public byte[] encode(StoredIdentity stored) {
        BinaryWriter out = new BinaryWriter();
        IdentityState state = stored.state();
        out.writeLong(stored.indexedDue());
        out.writeInt(stored.published().length);
        for (long hash : stored.published()) {
            out.writeLong(hash);
        }
        out.writeLong(state.clock());
        out.writeLong(state.setVersion());
        writeHr(out, state.hr());
        writeAccess(out, state);
        writeFindings(out, state);
        writeCommands(out, state);
        return out.toBytes(VERSION);
    }

    /**
     * Decodes a value.
     *
     * @param key the identity's key
     * @param bytes what {@link #encode} gave
     * @return the identity
     * @throws IllegalStateException if the format is newer than this version, or the bytes are damaged
     */
    public StoredIdentity decode(String key, byte[] bytes) {
        if (bytes.length > 0 && bytes[0] != VERSION) {
            throw new IllegalStateException("The state of an identity has format " + bytes[0]
                    + ", this version reads up to " + VERSION
                    + ". Run a version at least as new as the one that wrote it.");
        }
        try {
            return read(key, new BinaryReader(bytes));
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The state of an identity is damaged (" + bytes.length
                            + " bytes). Delete the local state directory; it is rebuilt from the changelog.",
                    e);
        }
    }

    private static StoredIdentity read(String key, BinaryReader in) {
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

    private static void writeHr(BinaryWriter out, HrTimeline hr) {
        out.writeBoolean(hr.known());
        writeEmploymentFact(out, hr.deleted());
        out.writeInt(hr.employments().size());
        for (Map.Entry<String, Employment> entry : hr.employments().entrySet()) {
            out.writeText(entry.getKey());
            writeEmploymentFact(out, entry.getValue().start());
            writeEmploymentFact(out, entry.getValue().end());
        }
        Map<String, List<AttributeEntry>> attributes = hr.attributes().entries();
        out.writeInt(attributes.size());
        for (Map.Entry<String, List<AttributeEntry>> entry : attributes.entrySet()) {
            out.writeText(entry.getKey());
            out.writeInt(entry.getValue().size());
            for (AttributeEntry value : entry.getValue()) {
                out.writeLong(value.effectiveAt());
                out.writeKey(value.key());
                out.writeText(value.value());
            }
        }
    }

    private static void readHr(BinaryReader in, HrTimeline hr) {
        boolean known = in.readBoolean();
        hr.restore(known, readEmploymentFact(in));
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            EmploymentFact start = readEmploymentFact(in);
            hr.restoreEmployment(id, new Employment(start, readEmploymentFact(in)));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String field = in.readText();
            for (int j = in.readCount(); j > 0; j--) {
                long effectiveAt = in.readLong();
                FactKey key = in.readKey();
                hr.attributes().restore(field, new AttributeEntry(effectiveAt, key, in.readText()));
            }
        }
    }

    private static void writeEmploymentFact(BinaryWriter out, EmploymentFact fact) {
        out.writeBoolean(fact != null);
        if (fact == null) {
            return;
        }
        out.writeKey(fact.key());
        out.writeBoolean(fact.rehire());
        Moment when = fact.when();
        out.writeBoolean(when != null);
        if (when != null) {
            out.writeBoolean(when.date() != null);
            out.writeLong(when.date() != null ? when.date().toEpochDay() : when.exactMs());
            out.writeText(when.zone());
        }
    }

    private static EmploymentFact readEmploymentFact(BinaryReader in) {
        if (!in.readBoolean()) {
            return null;
        }
        FactKey key = in.readKey();
        boolean rehire = in.readBoolean();
        Moment when = null;
        if (in.readBoolean()) {
            boolean day = in.readBoolean();
            long value = in.readLong();
            String zone = in.readText();
            when = day ? Moment.startOf(LocalDate.ofEpochDay(value), zone) : Moment.at(value);
        }
        return new EmploymentFact(key, when, rehire);
    }

    private static void writeAccess(BinaryWriter out, IdentityState state) {
        Map<AccountKey, Rename> renames = state.access().renames();
        out.writeInt(renames.size());
        renames.forEach((old, rename) -> {
            out.writeText(old.system());
            out.writeText(old.name());
            out.writeText(rename.newName());
            out.writeKey(rename.key());
        });
        out.writeInt(state.access().accounts().size());
        state.access().accounts().forEach((key, account) -> {
            out.writeText(key.system());
            out.writeText(key.name());
            writeAccount(out, account);
        });
    }

    private static void readAccess(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey old = new AccountKey(in.readText(), in.readText());
            String newName = in.readText();
            state.access().renames().put(old, new Rename(newName, in.readKey()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey key = new AccountKey(in.readText(), in.readText());
            state.access().accounts().put(key, readAccount(in));
        }
    }

    private static void writeAccount(BinaryWriter out, Account account) {
        AccountFact reported = account.reported();
        out.writeBoolean(reported != null);
        if (reported != null) {
            out.writeText(reported.state().name());
            out.writeKey(reported.key());
        }
        out.writeKey(account.implied());
        out.writeLong(account.firstSeen());
        out.writeText(account.kind() == null ? null : account.kind().name());
        out.writeKey(account.kindKey());
        out.writeInt(account.snapshots().size());
        account.snapshots().forEach(out::writeKey);
        out.writeInt(account.pending().size());
        account.pending().forEach((feed, parts) -> writeParts(out, feed, parts));
        out.writeInt(account.rows().size());
        account.rows().forEach((entitlement, row) -> {
            out.writeText(entitlement.system());
            out.writeText(entitlement.name());
            out.writeKey(row.removed());
            out.writeInt(row.grants().size());
            for (Grant grant : row.grants()) {
                out.writeKey(grant.key());
                out.writeLong(grant.from() - grant.key().at());
                out.writeLong(grant.to() == Long.MAX_VALUE ? -1 : grant.to());
            }
        });
    }

    private static Account readAccount(BinaryReader in) {
        Account account = new Account();
        AccountFact reported = null;
        if (in.readBoolean()) {
            AccountState state = AccountState.valueOf(in.readText());
            reported = new AccountFact(state, in.readKey());
        }
        FactKey implied = in.readKey();
        long firstSeen = in.readLong();
        String kind = in.readText();
        account.restore(reported, implied, firstSeen, kind == null ? null : AccountKind.valueOf(kind), in.readKey());
        for (int i = in.readCount(); i > 0; i--) {
            account.snapshots().add(in.readKey());
        }
        for (int i = in.readCount(); i > 0; i--) {
            account.pending().put(in.readText(), readParts(in));
        }
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey entitlement = new EntitlementKey(in.readText(), in.readText());
            HeldRow row = new HeldRow();
            row.restoreRemoved(in.readKey());
            for (int j = in.readCount(); j > 0; j--) {
                FactKey key = in.readKey();
                long from = key.at() + in.readLong();
                long to = in.readLong();
                row.grants().add(new Grant(key, from, to < 0 ? Long.MAX_VALUE : to));
            }
            account.rows().put(entitlement, row);
        }
        return account;
    }

    private static void writeParts(BinaryWriter out, String feed, SnapshotParts parts) {
        out.writeText(feed);
        out.writeInt(parts.expected());
        out.writeKey(parts.key());
        out.writeInt(parts.parts().size());
        parts.parts().forEach((number, listed) -> {
            out.writeInt(number);
            out.writeInt(listed.size());
            listed.forEach(entitlement -> {
                out.writeText(entitlement.system());
                out.writeText(entitlement.name());
            });
        });
    }

    private static SnapshotParts readParts(BinaryReader in) {
        SnapshotParts parts = new SnapshotParts(in.readInt());
        FactKey key = in.readKey();
        for (int i = in.readCount(); i > 0; i--) {
            int number = in.readInt();
            List<EntitlementKey> listed = new ArrayList<>();
            for (int j = in.readCount(); j > 0; j--) {
                listed.add(new EntitlementKey(in.readText(), in.readText()));
            }
            parts.add(number, listed, key);
        }
        return parts;
    }

    private static void writeFindings(BinaryWriter out, IdentityState state) {
        out.writeInt(state.findings().size());
        for (FindingState finding : state.findings().values()) {
            out.writeText(finding.findingId());
            out.writeText(finding.kind());
            out.writeText(finding.system());
            out.writeText(finding.account());
            out.writeText(finding.status().name());
            out.writeText(finding.severity().name());
            out.writeLong(finding.openedAt());
            out.writeInt(finding.episode());
            out.writeInt(finding.entitlements().size());
            finding.entitlements().forEach(entitlement -> {
                out.writeText(entitlement.system());
                out.writeText(entitlement.name());
            });
        }
    }

    private static void readFindings(BinaryReader in, IdentityState state) {
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

    private static void writeCommands(BinaryWriter out, IdentityState state) {
        out.writeInt(state.commands().size());
        for (OpenCommand command : state.commands().values()) {
            CommandKey key = command.key();
            out.writeText(key.system());
            out.writeText(key.account());
            out.writeText(key.object());
            out.writeText(key.entitlementSystem());
            out.writeText(key.action().name());
            out.writeText(command.commandId());
            out.writeInt(command.attempt());
            out.writeLong(command.issuedAt());
            out.writeLong(command.dueAt());
        }
        out.writeInt(state.closedAttempts().size());
        state.closedAttempts().forEach((id, attempt) -> {
            out.writeText(id);
            out.writeInt(attempt);
        });
    }

    private static void readCommands(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            String system = in.readText();
            String account = in.readText();
            String object = in.readText();
            String entitlementSystem = in.readText();
            CommandAction action = CommandAction.valueOf(in.readText());
            CommandKey key = new CommandKey(system, account, object, entitlementSystem, action);
            String id = in.readText();
            int attempt = in.readInt();
            long issuedAt = in.readLong();
            state.commands().put(key, new OpenCommand(key, id, attempt, issuedAt, in.readLong()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            state.closedAttempts().put(id, in.readInt());
        }
    }
}
