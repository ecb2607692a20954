package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountKind;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Somebody, or a service, that appears in one planted story only, so that nothing else happens to it. */
final class Figure {
    private final String identityId;
    private final String employer;
    private final Headers headers;
    private final EventSink sink;

    /** The employer is the source that tells who works for it. */
    Figure(String identityId, String employer, Headers headers, EventSink sink) {
        this.identityId = identityId;
        this.employer = employer;
        this.headers = headers;
        this.sink = sink;
    }

    String identityId() {
        return identityId;
    }

    void hired(Instant at, UnaryOperator<Worker.Builder> worker) {
        hr(
                IdentityAction.HIRED,
                at,
                event -> event.setWorker(worker.apply(Worker.newBuilder()).build()));
    }

    void changed(Instant at, UnaryOperator<Worker.Builder> worker) {
        hr(
                IdentityAction.UPDATED,
                at,
                event -> event.setWorker(worker.apply(Worker.newBuilder()).build()));
    }

    void leaves(Instant at) {
        hr(IdentityAction.TERMINATED, at, event -> event);
    }

    void isAway(Instant from, Instant to) {
        hr(IdentityAction.LEAVE_STARTED, from, event -> event.setLeaveKind("PARENTAL"));
        hr(IdentityAction.LEAVE_ENDED, to, event -> event);
    }

    void hr(IdentityAction action, Instant at, UnaryOperator<IdentityEvent.Builder> content) {
        IdentityEvent.Builder event = IdentityEvent.newBuilder()
                .setHeader(headers.next(employer, SourceKind.HRIS, at, null))
                .setSubject(subject())
                .setAction(action);
        sink.accept(EventFile.IDENTITY, at, content.apply(event).build());
    }

    FigureAccount account(String system, String name, AccountKind kind) {
        return new FigureAccount(identityId, system, name, kind, headers, sink);
    }

    /** Has an account of its own, which holds these entitlements from then on. */
    FigureAccount holds(Instant at, String system, String... entitlements) {
        FigureAccount account = account(system, identityId, AccountKind.PERSONAL);
        account.is(AccessAction.ACCOUNT_CREATED, at);
        for (String entitlement : entitlements) {
            account.granted(entitlement, at.plusSeconds(1));
        }
        return account;
    }

    /** A fact of a request; by whom it was approved and until when it is to hold may be null. */
    void request(
            AccessAction action,
            Instant at,
            EntitlementRef entitlement,
            String requestedBy,
            String approvedBy,
            Instant validTo) {
        AccessRequest request = AccessRequest.newBuilder()
                .setRequestId("REQ-" + identityId)
                .setRequestedBy(requestedBy)
                .setApprovedBy(approvedBy)
                .build();
        sink.accept(
                EventFile.ACCESS,
                at,
                AccessEvent.newBuilder()
                        .setHeader(headers.next("sailpoint-prod", SourceKind.IGA, at, request.getRequestId()))
                        .setSubject(subject())
                        .setAction(action)
                        .setEntitlement(entitlement)
                        .setValidTo(validTo)
                        .setRequest(request)
                        .build());
    }

    void compliance(ComplianceAction action, Instant at, UnaryOperator<ComplianceEvent.Builder> content) {
        ComplianceEvent.Builder event = ComplianceEvent.newBuilder()
                .setHeader(headers.next("sailpoint-prod", SourceKind.IGA, at, null))
                .setSubject(subject())
                .setAction(action);
        sink.accept(EventFile.COMPLIANCE, at, content.apply(event).build());
    }

    private Subject subject() {
        return Subject.newBuilder().setIdentityId(identityId).build();
    }
}
