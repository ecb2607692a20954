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
import java.util.Map;
import java.util.UUID;

/**
 * The value format of the identity store: binary, versioned by its first byte. A format gets a new number when it
 * changes; the number before it stays readable.
 */
public final class IdentityCodec {
    /** The format written. */
    static final byte VERSION = 2;

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
        if (bytes.length > 0 && bytes[0] != VERSION && bytes[0] != FirstFormat.VERSION) {
            throw new IllegalStateException("The state of an identity has format " + bytes[0]
                    + ", this version reads up to " + VERSION
                    + ". Run a version at least as new as the one that wrote it.");
        }
        try {
            BinaryReader in = new BinaryReader(bytes);
            return bytes[0] == VERSION ? read(key, in) : FirstFormat.read(key, in);
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
            Employment employment = entry.getValue();
            writeEmploymentFact(out, employment.start());
            writeEmploymentFact(out, employment.end());
            out.writeInt(employment.hires().size());
            for (Employment.Hire hire : employment.hires()) {
                writeEmploymentFact(out, hire.fact());
                out.writeBoolean(hire.rehire());
            }
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

    private static void writeEmploymentFact(BinaryWriter out, EmploymentFact fact) {
        out.writeBoolean(fact != null);
        if (fact == null) {
            return;
        }
        out.writeKey(fact.key());
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

    private static void writeAccess(BinaryWriter out, IdentityState state) {
        out.writeInt(state.access().names().size());
        state.access().names().forEach((name, bearers) -> {
            out.writeText(name.system());
            out.writeText(name.name());
            out.writeInt(bearers.renames().size());
            for (NameBearers.Rename rename : bearers.renames()) {
                out.writeKey(rename.key());
                out.writeText(rename.newName());
            }
            bearers.accounts().forEach(account -> AccountFormat.write(out, account));
        });
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
                accounts.add(AccountFormat.read(in));
            }
            state.access().names().put(name, new NameBearers(accounts, renames));
        }
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

    private static void writeCommands(BinaryWriter out, IdentityState state) {
        out.writeInt(state.commands().size());
        for (OpenCommand command : state.commands().values()) {
            CommandKey key = command.key();
            out.writeText(key.system());
            out.writeText(key.account());
            out.writeText(key.object());
            out.writeText(key.entitlementSystem());
            out.writeText(key.action().name());
            writeId(out, command.commandId());
            out.writeInt(command.attempt());
            out.writeLong(command.issuedAt());
            out.writeLong(command.dueAt());
        }
        out.writeInt(state.closedAttempts().size());
        state.closedAttempts().forEach((id, attempt) -> {
            writeId(out, id);
            out.writeInt(attempt);
        });
    }

    private static void readCommands(BinaryReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            CommandKey key = readCommandKey(in);
            String id = readId(in);
            int attempt = in.readInt();
            long issuedAt = in.readLong();
            state.commands().put(key, new OpenCommand(key, id, attempt, issuedAt, in.readLong()));
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

    /** Ids are UUIDs, less than half as long in bits as in text. */
    private static void writeId(BinaryWriter out, String id) {
        UUID uuid = UUID.fromString(id);
        out.writeFixed(uuid.getMostSignificantBits());
        out.writeFixed(uuid.getLeastSignificantBits());
    }

    private static String readId(BinaryReader in) {
        return new UUID(in.readFixed(), in.readFixed()).toString();
    }
}
