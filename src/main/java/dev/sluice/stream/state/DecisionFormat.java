package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.accepted.AcceptedException;
import dev.sluice.domain.accepted.AcceptedException.Grant;
import dev.sluice.domain.accepted.Subject;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldOn;
import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.entitled.Crossing;
import dev.sluice.domain.finding.ActivityFindings;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.domain.provisioning.Progress;
import dev.sluice.event.CommandAction;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How findings and commands are written. */
final class DecisionFormat {
    private DecisionFormat() {}

    static void write(PartWriter out, IdentityState state) {
        out.writeCount(state.findings().size());
        for (FindingState finding : state.findings().values()) {
            out.writePlain(finding.findingId());
            out.writeText(finding.kind());
            out.writeText(finding.system());
            out.writeText(finding.account());
            out.writeText(finding.status().name());
            out.writeText(finding.severity().name());
            out.writeLong(finding.openedAt());
            out.writeCount(finding.episode());
            out.writeCount(finding.entitlements().size());
            for (EntitlementKey entitlement : finding.entitlements()) {
                out.writeText(entitlement.system());
                out.writeText(entitlement.name());
            }
            if (finding.hasScope()) {
                out.writeText(finding.ruleId());
                out.writeText(finding.scope());
                out.writeLong(finding.startsAt());
            }
            if (ActivityFindings.isKind(finding.kind())) {
                out.writeCount(finding.count());
            }
        }
        out.writeCount(state.commands().size());
        for (OpenCommand command : state.commands().values()) {
            CommandKey key = command.key();
            out.writeText(key.system());
            out.writeText(key.account());
            out.writeText(key.object());
            out.writeText(key.entitlementSystem());
            out.writeText(key.action().name());
            writeId(out, command.commandId());
            out.writeCount(command.attempt());
            out.writeCount(command.tries());
            out.writeCount(command.progress().ordinal());
            out.writeLong(command.issuedAt());
            out.writeLong(command.dueAt());
        }
        out.writeCount(state.closedAttempts().size());
        state.closedAttempts().forEach((id, attempt) -> {
            writeId(out, id);
            out.writeCount(attempt);
        });
        writeSinceFormat4(out, state);
    }

    /** Left out where there is nothing of it, as in format 3, so that a value of that format is one of this, too. */
    private static void writeSinceFormat4(PartWriter out, IdentityState state) {
        if (state.commands().isEmpty()
                && state.disabledByUs().isEmpty()
                && state.lapsed().isEmpty()
                && state.requests().byId().isEmpty()
                && state.graces().isEmpty()
                && state.revoked().isEmpty()
                && state.crossings().isEmpty()
                && state.announced().isEmpty()
                && state.discarded().isEmpty()
                && state.exceptions().bySubject().isEmpty()
                && DecisionTail.isEmpty(state)) {
            return;
        }
        for (OpenCommand command : state.commands().values()) {
            out.writeText(command.cause());
            out.writeLong(command.firstIssuedAt());
        }
        out.writeCount(state.disabledByUs().size());
        for (AccountKey account : state.disabledByUs()) {
            out.writeText(account.system());
            out.writeText(account.name());
        }
        out.writeCount(state.lapsed().size());
        state.lapsed().forEach((entitlement, at) -> {
            out.writeText(entitlement.system());
            out.writeText(entitlement.name());
            out.writeLong(at);
        });
        RequestFormat.write(out, state.requests().byId());
        writeInstants(out, state.graces());
        writeInstants(out, state.revoked());
        out.writeCount(state.crossings().size());
        state.crossings().forEach((on, crossing) -> {
            writeHeldOn(out, on);
            out.writeLong(crossing.from());
            out.writeLong(crossing.until());
        });
        writeHeld(out, state);
    }

    /** What the brake counts and holds: left out where there is nothing of it. */
    private static void writeHeld(PartWriter out, IdentityState state) {
        if (state.announced().isEmpty()
                && state.discarded().isEmpty()
                && state.exceptions().bySubject().isEmpty()
                && DecisionTail.isEmpty(state)) {
            return;
        }
        out.writeCount(state.announced().size());
        state.announced().forEach((by, announced) -> {
            out.writeCount(by.kind().ordinal());
            out.writeText(by.source());
            out.writeLong(announced.countedAt());
            out.writeCount(announced.verdict().ordinal());
            out.writeLong(announced.endsAt());
            out.writeLong(announced.toldAt());
        });
        out.writeCount(state.discarded().size());
        state.discarded().forEach(id -> writeId(out, id));
        for (OpenCommand command : state.commands().values()) {
            if (command.isHeld()) {
                out.writeText(command.heldBy());
            }
        }
        writeExceptions(out, state);
        DecisionTail.write(out, state);
    }

    /** Left out where there are none, and nothing follows. */
    private static void writeExceptions(PartWriter out, IdentityState state) {
        Map<Subject, AcceptedException> exceptions = state.exceptions().bySubject();
        if (exceptions.isEmpty() && DecisionTail.isEmpty(state)) {
            return;
        }
        out.writeCount(exceptions.size());
        exceptions.forEach((subject, exception) -> {
            out.writeText(subject.ruleId());
            out.writeBoolean(subject.entitlement() != null);
            if (subject.entitlement() != null) {
                out.writeText(subject.entitlement().system());
                out.writeText(subject.entitlement().name());
            }
            Grant grant = exception.grant();
            out.writeBoolean(grant != null);
            if (grant != null) {
                out.writeKey(grant.key());
                out.writeText(grant.approvedBy());
                out.writeBoolean(grant.validTo() != null);
                if (grant.validTo() != null) {
                    out.writeLong(grant.validTo());
                }
            }
            out.writeBoolean(exception.revoked() != null);
            if (exception.revoked() != null) {
                out.writeKey(exception.revoked());
            }
        });
    }

    private static void readExceptions(PartReader in, Map<Subject, AcceptedException> into) {
        for (int i = in.readCount(); i > 0; i--) {
            String ruleId = in.readText();
            EntitlementKey entitlement = in.readBoolean() ? new EntitlementKey(in.readText(), in.readText()) : null;
            Grant grant = in.readBoolean() ? readGrant(in) : null;
            FactKey revoked = in.readBoolean() ? in.readKey() : null;
            into.put(new Subject(ruleId, entitlement), new AcceptedException(grant, revoked));
        }
    }

    private static Grant readGrant(PartReader in) {
        FactKey key = in.readKey();
        String approvedBy = in.readText();
        return new Grant(key, in.readBoolean() ? in.readLong() : null, approvedBy, null);
    }

    private static void readHeld(PartReader in, IdentityState state) {
        if (in.isAtEnd()) {
            return;
        }
        for (int i = in.readCount(); i > 0; i--) {
            Kind kind = Kind.values()[Math.toIntExact(in.readNumber())];
            Announcer by = new Announcer(kind, in.readText());
            long countedAt = in.readLong();
            Verdict verdict = Verdict.values()[Math.toIntExact(in.readNumber())];
            long endsAt = in.readLong();
            state.announced().put(by, new Announced(countedAt, verdict, endsAt, in.readLong()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            state.discarded().add(readId(in));
        }
        for (Map.Entry<CommandKey, OpenCommand> command : state.commands().entrySet()) {
            if (command.getValue().isHeld()) {
                command.setValue(command.getValue().held(in.readText()));
            }
        }
        if (!in.isAtEnd()) {
            readExceptions(in, state.exceptions().bySubject());
        }
        DecisionTail.read(in, state);
    }

    private static void writeInstants(PartWriter out, Map<HeldOn, Long> instants) {
        out.writeCount(instants.size());
        instants.forEach((on, at) -> {
            writeHeldOn(out, on);
            out.writeLong(at);
        });
    }

    private static void writeHeldOn(PartWriter out, HeldOn on) {
        out.writeText(on.account().system());
        out.writeText(on.account().name());
        out.writeText(on.entitlement().system());
        out.writeText(on.entitlement().name());
    }

    private static HeldOn readHeldOn(PartReader in) {
        AccountKey account = new AccountKey(in.readText(), in.readText());
        return new HeldOn(account, new EntitlementKey(in.readText(), in.readText()));
    }

    private static void readInstants(PartReader in, Map<HeldOn, Long> instants) {
        for (int i = in.readCount(); i > 0; i--) {
            HeldOn on = readHeldOn(in);
            instants.put(on, in.readLong());
        }
    }

    private static void readSinceFormat4(PartReader in, IdentityState state) {
        if (in.isAtEnd()) {
            return;
        }
        for (Map.Entry<CommandKey, OpenCommand> command : state.commands().entrySet()) {
            command.setValue(command.getValue().because(in.readText(), in.readLong()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            state.disabledByUs().add(new AccountKey(in.readText(), in.readText()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            EntitlementKey entitlement = new EntitlementKey(in.readText(), in.readText());
            state.lapsed().put(entitlement, in.readLong());
        }
        RequestFormat.read(in, state.requests().byId());
        readInstants(in, state.graces());
        readInstants(in, state.revoked());
        for (int i = in.readCount(); i > 0; i--) {
            HeldOn on = readHeldOn(in);
            long from = in.readLong();
            state.crossings().put(on, new Crossing(from, in.readLong()));
        }
        readHeld(in, state);
    }

    static void read(PartReader in, IdentityState state) {
        for (int i = in.readCount(); i > 0; i--) {
            FindingState finding = readFinding(in);
            state.findings().put(finding.findingId(), finding);
        }
        for (int i = in.readCount(); i > 0; i--) {
            String system = in.readText();
            String account = in.readText();
            String object = in.readText();
            String entitlementSystem = in.readText();
            CommandKey key =
                    new CommandKey(system, account, object, entitlementSystem, CommandAction.valueOf(in.readText()));
            String id = readId(in);
            int attempt = Math.toIntExact(in.readNumber());
            int tries = Math.toIntExact(in.readNumber());
            Progress progress = Progress.values()[Math.toIntExact(in.readNumber())];
            long issuedAt = in.readLong();
            long dueAt = in.readLong();
            OpenCommand first = OpenCommand.ofALeaver(key, id, attempt, issuedAt, dueAt);
            state.commands().put(key, first.restored(tries, progress));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String id = readId(in);
            state.closedAttempts().put(id, Math.toIntExact(in.readNumber()));
        }
        readSinceFormat4(in, state);
        in.requireEnd();
    }

    private static FindingState readFinding(PartReader in) {
        String id = in.readPlain();
        String kind = in.readText();
        String system = in.readText();
        String account = in.readText();
        FindingStatus status = FindingStatus.valueOf(in.readText());
        Severity severity = Severity.valueOf(in.readText());
        long openedAt = in.readLong();
        int episode = Math.toIntExact(in.readNumber());
        List<EntitlementKey> entitlements = new ArrayList<>();
        for (int j = in.readCount(); j > 0; j--) {
            entitlements.add(new EntitlementKey(in.readText(), in.readText()));
        }
        if (!FindingState.hasScope(kind)) {
            return new FindingState(id, kind, system, account, status, severity, entitlements, openedAt, episode);
        }
        String ruleId = in.readText();
        String scope = in.readText();
        long startsAt = in.readLong();
        return new FindingState(
                id,
                kind,
                system,
                account,
                status,
                severity,
                entitlements,
                openedAt,
                episode,
                ruleId,
                scope,
                startsAt,
                ActivityFindings.isKind(kind) ? in.readNumber() : 1);
    }

    /** Ids are UUIDs, less than half as long in bits as in text. */
    private static void writeId(PartWriter out, String id) {
        UUID uuid = UUID.fromString(id);
        out.writeFixed(uuid.getMostSignificantBits());
        out.writeFixed(uuid.getLeastSignificantBits());
    }

    private static String readId(PartReader in) {
        return new UUID(in.readFixed(), in.readFixed()).toString();
    }
}
