package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.request.Approval;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.TicketProgress;
import dev.sluice.domain.request.Told;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How requests for access are written. */
final class RequestFormat {
    private RequestFormat() {}

    static void write(PartWriter out, Map<String, Request> requests) {
        out.writeCount(requests.size());
        requests.forEach((id, request) -> {
            out.writeText(id);
            write(out, request.stored());
        });
    }

    private static void write(PartWriter out, Request.Stored request) {
        writeTold(out, request.entitlement(), entitlement -> {
            out.writeText(entitlement.system());
            out.writeText(entitlement.name());
        });
        writeTold(out, request.validFrom(), out::writeLong);
        writeTold(out, request.validTo(), out::writeLong);
        writeTold(out, request.requestedBy(), out::writeText);
        writeTold(out, request.ticketId(), out::writeText);
        out.writeKey(request.submitted());
        out.writeKey(request.rejected());
        out.writeKey(request.cancelled());
        out.writeCount(request.approvals().size());
        request.approvals().forEach((approver, approval) -> {
            out.writeText(approver);
            out.writeKey(approval.first());
            out.writeKey(approval.last());
        });
        out.writeCount(request.ticket().ordinal());
    }

    private static <T> void writeTold(PartWriter out, Told<T> told, Consumer<T> value) {
        out.writeKey(told == null ? null : told.key());
        if (told != null) {
            value.accept(told.value());
        }
    }

    static void read(PartReader in, Map<String, Request> into) {
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readText();
            into.put(id, Request.of(read(in)));
        }
    }

    private static Request.Stored read(PartReader in) {
        Told<EntitlementKey> entitlement = readTold(in, () -> new EntitlementKey(in.readText(), in.readText()));
        Told<Long> validFrom = readTold(in, in::readLong);
        Told<Long> validTo = readTold(in, in::readLong);
        Told<String> requestedBy = readTold(in, in::readText);
        Told<String> ticketId = readTold(in, in::readText);
        FactKey submitted = in.readKeyOrNull();
        FactKey rejected = in.readKeyOrNull();
        FactKey cancelled = in.readKeyOrNull();
        Map<String, Approval> approvals = new TreeMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            String approver = in.readText();
            FactKey first = in.readKey();
            approvals.put(approver, new Approval(first, in.readKey()));
        }
        TicketProgress ticket = TicketProgress.values()[Math.toIntExact(in.readNumber())];
        return new Request.Stored(
                entitlement,
                validFrom,
                validTo,
                requestedBy,
                ticketId,
                submitted,
                rejected,
                cancelled,
                approvals,
                ticket);
    }

    private static <T> Told<T> readTold(PartReader in, Supplier<T> value) {
        FactKey key = in.readKeyOrNull();
        return key == null ? null : new Told<>(key, value.get());
    }
}
