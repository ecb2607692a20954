package dev.sluice.domain;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;

/** Builds events and their parts. */
public final class Events {
    /** One thing that an HR record says of a worker. */
    @FunctionalInterface
    public interface WorkerPart {
        void write(Worker worker);
    }

    private Events() {}

    public static Header header(String eventId, String source, Long sequence, long occurredAt) {
        return Header.newBuilder()
                .setEventId(eventId)
                .setSource(source)
                .setSourceSequence(sequence)
                .setOccurredAt(Instant.ofEpochMilli(occurredAt))
                .build();
    }

    public static IdentityEvent identity(Header header, String identityId, IdentityAction action, WorkerPart... parts) {
        return IdentityEvent.newBuilder()
                .setHeader(header)
                .setSubject(Subject.newBuilder().setIdentityId(identityId).build())
                .setAction(action)
                .setWorker(parts.length == 0 ? null : worker(parts))
                .build();
    }

    public static AccessEvent access(Header header, String identityId, AccessAction action, AccountRef account) {
        return AccessEvent.newBuilder()
                .setHeader(header)
                .setSubject(Subject.newBuilder()
                        .setIdentityId(identityId)
                        .setAccount(account)
                        .build())
                .setAction(action)
                .build();
    }

    public static Worker worker(WorkerPart... parts) {
        Worker worker = Worker.newBuilder().build();
        worker.setExtra(new HashMap<>());
        for (WorkerPart part : parts) {
            part.write(worker);
        }
        return worker;
    }

    public static AccountRef account(String system, String name) {
        return AccountRef.newBuilder().setSystem(system).setName(name).build();
    }

    /** An entitlement as people write it, {@code system:name}. */
    public static EntitlementRef entitlement(String text) {
        int colon = text.indexOf(':');
        return new EntitlementRef(text.substring(0, colon), text.substring(colon + 1));
    }

    public static WorkerPart department(String name) {
        return worker -> worker.setDepartment(name);
    }

    public static WorkerPart manager(String identityId) {
        return worker -> worker.setManagerId(identityId);
    }

    public static WorkerPart title(String title) {
        return worker -> worker.setTitle(title);
    }

    public static WorkerPart employment(String id) {
        return worker -> worker.setEmploymentId(id);
    }

    public static WorkerPart firstDay(String date) {
        return worker -> worker.setStartDate(LocalDate.parse(date));
    }

    public static WorkerPart lastDay(String date) {
        return worker -> worker.setEndDate(LocalDate.parse(date));
    }

    public static WorkerPart zone(String zone) {
        return worker -> worker.setTimeZone(zone);
    }

    public static WorkerPart extra(String name, String value) {
        return worker -> worker.getExtra().put(name, value);
    }
}
