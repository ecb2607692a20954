package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.accepted.AcceptedException;
import dev.sluice.domain.accepted.AcceptedException.Grant;
import dev.sluice.domain.accepted.ControlTest;
import dev.sluice.domain.accepted.Exceptions;
import dev.sluice.domain.accepted.Subject;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.provisioning.Given;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.session.SessionWatch;
import dev.sluice.domain.watch.Known;
import dev.sluice.domain.watch.Watches;
import dev.sluice.event.IdentityStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the last part of the decisions is written, each left out where nothing of it and nothing after it is there: whom an identity
 * watches, who watches it, with whom its requests are; what commands gave accounts; controls and their tests; under what it is
 * to be found; which findings have a ticket; whether anything is tracked of it; what else is known of whom it watches; in which
 * campaigns what it holds is or was reviewed.
 */
final class DecisionTail {
    private DecisionTail() {}

    static void write(PartWriter out, IdentityState state) {
        Watches watches = state.watches();
        if (isEmpty(state)) {
            return;
        }
        out.writeCount(watches.watched().size());
        watches.watched().forEach((id, known) -> {
            out.writeText(id);
            write(out, known);
        });
        out.writeCount(watches.watchers().size());
        watches.watchers().forEach(out::writeText);
        out.writeBoolean(watches.told() != null);
        if (watches.told() != null) {
            write(out, watches.told());
        }
        Map<String, String> assignees = new TreeMap<>();
        state.requests().byId().forEach((id, request) -> {
            if (request.assignee() != null) {
                assignees.put(id, request.assignee());
            }
        });
        out.writeCount(assignees.size());
        assignees.forEach((id, assignee) -> {
            out.writeText(id);
            out.writeText(assignee);
        });
        writeGiven(out, state);
    }

    /** Whether there is nothing to write, and nothing before it has to be for its sake. */
    static boolean isEmpty(IdentityState state) {
        return state.watches().isEmpty() && state.given().isEmpty() && !hasControls(state) && !hasLists(state);
    }

    private static void writeGiven(PartWriter out, IdentityState state) {
        if (state.given().isEmpty() && !hasControls(state) && !hasLists(state)) {
            return;
        }
        out.writeCount(state.given().size());
        state.given().forEach((account, given) -> {
            out.writeText(account.system());
            out.writeText(account.name());
            out.writeLong(given.describedAt());
            out.writeLong(given.issuedAt());
        });
        writeControls(out, state.exceptions());
        if (hasLists(state)) {
            out.writeCount(state.claimed().size());
            state.claimed().forEach(out::writePlain);
            out.writeCount(state.ticketed().size());
            state.ticketed().forEach(out::writePlain);
            writeWatch(out, state);
        }
    }

    private static boolean hasLists(IdentityState state) {
        return !state.claimed().isEmpty()
                || !state.ticketed().isEmpty()
                || !state.sessionWatch().equals(SessionWatch.NONE)
                || saysMore(state.watches())
                || !state.certifications().isEmpty();
    }

    private static boolean saysMore(Watches watches) {
        return watches.told() != null && watches.told().saysMore()
                || watches.watched().values().stream().anyMatch(Known::saysMore);
    }

    private static void writeWatch(PartWriter out, IdentityState state) {
        SessionWatch watch = state.sessionWatch();
        boolean reviewed = !state.certifications().isEmpty();
        if (!watch.equals(SessionWatch.NONE) || saysMore(state.watches()) || reviewed) {
            out.writeBoolean(watch.tracks());
            out.writeLimit(watch.dueAt());
            out.writeFixed(watch.knownFrom());
        }
        if (saysMore(state.watches()) || reviewed) {
            writeMore(out, state.watches());
        }
        if (reviewed) {
            CertificationFormat.write(out, state.certifications().byCampaign());
        }
    }

    private static void writeMore(PartWriter out, Watches watches) {
        out.writeCount(
                watches.watched().values().stream().filter(Known::saysMore).count());
        watches.watched().forEach((id, known) -> {
            if (known.saysMore()) {
                out.writeText(id);
                writeMore(out, known);
            }
        });
        boolean toldMore = watches.told() != null && watches.told().saysMore();
        out.writeBoolean(toldMore);
        if (toldMore) {
            writeMore(out, watches.told());
        }
    }

    private static void writeMore(PartWriter out, Known known) {
        out.writeLimit(known.answersUntil());
        out.writeText(known.department());
        out.writeLong(known.departmentSince());
    }

    private static void readMore(PartReader in, Watches watches) {
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            watches.watched().put(id, readMore(in, watches.watched().get(id)));
        }
        if (in.readBoolean()) {
            watches.tell(readMore(in, watches.told()));
        }
    }

    private static Known readMore(PartReader in, Known known) {
        long answersUntil = in.readLimit();
        String department = in.readTextOrNull();
        return new Known(known.status(), known.managerId(), known.at(), answersUntil, department, in.readLong());
    }

    private static boolean hasControls(IdentityState state) {
        Exceptions exceptions = state.exceptions();
        return !exceptions.controls().isEmpty()
                || exceptions.bySubject().values().stream().anyMatch(DecisionTail::namesControl);
    }

    private static boolean namesControl(AcceptedException exception) {
        return exception.grant() != null && exception.grant().control() != null;
    }

    /** By the places of the exceptions, which are written before. */
    private static void writeControls(PartWriter out, Exceptions exceptions) {
        List<AcceptedException> all = List.copyOf(exceptions.bySubject().values());
        out.writeCount(all.stream().filter(DecisionTail::namesControl).count());
        for (int i = 0; i < all.size(); i++) {
            if (namesControl(all.get(i))) {
                out.writeCount(i);
                out.writeText(all.get(i).grant().control());
            }
        }
        out.writeCount(exceptions.controls().size());
        exceptions.controls().forEach((control, test) -> {
            out.writeText(control);
            out.writeKey(test.key());
            out.writeBoolean(test.passed());
        });
    }

    private static void readControls(PartReader in, Exceptions exceptions) {
        if (in.isAtEnd()) {
            return;
        }
        List<Map.Entry<Subject, AcceptedException>> all =
                List.copyOf(exceptions.bySubject().entrySet());
        for (int i = in.readCount(); i > 0; i--) {
            Map.Entry<Subject, AcceptedException> entry = all.get(Math.toIntExact(in.readNumber()));
            Grant grant = entry.getValue().grant();
            Grant named = new Grant(grant.key(), grant.validTo(), grant.approvedBy(), in.readText());
            exceptions
                    .bySubject()
                    .put(
                            entry.getKey(),
                            new AcceptedException(named, entry.getValue().revoked()));
        }
        for (int i = in.readCount(); i > 0; i--) {
            String control = in.readText();
            FactKey key = in.readKey();
            exceptions.controls().put(control, new ControlTest(key, in.readBoolean()));
        }
    }

    private static void readGiven(PartReader in, IdentityState state) {
        if (in.isAtEnd()) {
            return;
        }
        for (int i = in.readCount(); i > 0; i--) {
            AccountKey account = new AccountKey(in.readText(), in.readText());
            long describedAt = in.readLong();
            state.given().put(account, new Given(describedAt, in.readLong()));
        }
        readControls(in, state.exceptions());
        if (!in.isAtEnd()) {
            for (int i = in.readCount(); i > 0; i--) {
                state.claimed().add(in.readPlain());
            }
            for (int i = in.readCount(); i > 0; i--) {
                state.ticketed().add(in.readPlain());
            }
            if (!in.isAtEnd()) {
                state.watchSessions(new SessionWatch(in.readBoolean(), in.readLimit(), in.readFixed()));
            }
            if (!in.isAtEnd()) {
                readMore(in, state.watches());
            }
            if (!in.isAtEnd()) {
                CertificationFormat.read(in, state.certifications().byCampaign());
            }
        }
    }

    private static void write(PartWriter out, Known known) {
        out.writeText(known.status().name());
        out.writeText(known.managerId());
        out.writeLong(known.at());
    }

    static void read(PartReader in, IdentityState state) {
        if (in.isAtEnd()) {
            return;
        }
        Watches watches = state.watches();
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            watches.watched().put(id, readKnown(in));
        }
        for (int i = in.readCount(); i > 0; i--) {
            watches.watchers().add(in.readText());
        }
        watches.tell(in.readBoolean() ? readKnown(in) : null);
        for (int i = in.readCount(); i > 0; i--) {
            Request request = state.requests().byId().get(in.readText());
            String assignee = in.readText();
            if (request != null) {
                request.assign(assignee);
            }
        }
        readGiven(in, state);
    }

    private static Known readKnown(PartReader in) {
        IdentityStatus status = IdentityStatus.valueOf(in.readText());
        String managerId = in.readTextOrNull();
        return new Known(status, managerId, in.readLong());
    }
}
