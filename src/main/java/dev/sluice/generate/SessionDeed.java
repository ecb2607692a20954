package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** What one person does with a privileged session, a credential or a lease on one occasion. */
final class SessionDeed {
    private static final String LINUX = "linux-prod";

    private final Person person;
    private final Headers headers;
    private final EventSink sink;
    private final String id;

    SessionDeed(Person person, Headers headers, EventSink sink) {
        this.person = person;
        this.headers = headers;
        this.sink = sink;
        this.id = "planted-" + person.number();
    }

    /** From one instant to another; without an end if there is none. */
    void session(String account, String ticketId, Instant from, Instant until) {
        SessionTarget target = new SessionTarget(LINUX, "pay-prod-01." + Person.DOMAIN, account);
        UnaryOperator<PrivilegedSessionEvent.Builder> content =
                event -> event.setSessionId(id).setTarget(target).setTicketId(ticketId);
        pam(PrivilegedSessionAction.SESSION_STARTED, from, content);
        if (until != null) {
            pam(PrivilegedSessionAction.SESSION_ENDED, until, content);
        }
    }

    void runs(String command, Instant at) {
        pam(PrivilegedSessionAction.COMMAND_EXECUTED, at, event -> event.setSessionId(id)
                .setCommand(command));
    }

    /** Each of the later instants may be null. */
    void credential(Instant out, Instant in, Instant rotated) {
        UnaryOperator<PrivilegedSessionEvent.Builder> content =
                event -> event.setCredentialId("cred-" + id).setTarget(new SessionTarget(LINUX, null, "root"));
        pam(PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT, out, content);
        if (in != null) {
            pam(PrivilegedSessionAction.CREDENTIAL_CHECKED_IN, in, content);
        }
        if (rotated != null) {
            pam(PrivilegedSessionAction.CREDENTIAL_ROTATED, rotated, content);
        }
    }

    /** Given back at an instant, or not at all. */
    void lease(Instant at, Instant returned) {
        UnaryOperator<PrivilegedSessionEvent.Builder> content = event -> event.setLeaseId("lease-" + id)
                .setPipelineId("pipeline-" + id)
                .setTarget(new SessionTarget("ci-secrets", null, null));
        privileged("vault-audit", SourceKind.PAM, PrivilegedSessionAction.SECRET_LEASED, at, content);
        if (returned != null) {
            privileged("vault-audit", SourceKind.PAM, PrivilegedSessionAction.SECRET_RETURNED, returned, content);
        }
    }

    void pipeline(Instant from, Instant until) {
        UnaryOperator<PrivilegedSessionEvent.Builder> content = event -> event.setPipelineId("pipeline-" + id);
        privileged("github-actions", SourceKind.DEVOPS, PrivilegedSessionAction.PIPELINE_STARTED, from, content);
        privileged("github-actions", SourceKind.DEVOPS, PrivilegedSessionAction.PIPELINE_ENDED, until, content);
    }

    /** A request for the work of one shift, with its ticket; approved until an instant. */
    void shift(String ticketId, Instant at, Instant until) {
        AccessRequest request = AccessRequest.newBuilder()
                .setRequestId("REQ-" + id)
                .setRequestedBy(person.identityId())
                .setTicketId(ticketId)
                .build();
        request(AccessAction.REQUEST_SUBMITTED, at, until, request);
        AccessRequest approved = AccessRequest.newBuilder(request)
                .setApprovedBy(person.approverId())
                .build();
        request(AccessAction.REQUEST_APPROVED, at.plus(Duration.ofMinutes(1)), until, approved);
    }

    private void request(AccessAction action, Instant at, Instant until, AccessRequest request) {
        sink.accept(
                EventFile.ACCESS,
                at,
                AccessEvent.newBuilder()
                        .setHeader(headers.next("sailpoint-prod", SourceKind.IGA, at, request.getRequestId()))
                        .setSubject(subject())
                        .setAction(action)
                        .setEntitlement(new EntitlementRef(LINUX, "dba-shift"))
                        .setValidTo(until)
                        .setRequest(request)
                        .build());
    }

    private void pam(
            PrivilegedSessionAction action, Instant at, UnaryOperator<PrivilegedSessionEvent.Builder> content) {
        privileged("cyberark-prod", SourceKind.PAM, action, at, content);
    }

    private void privileged(
            String source,
            SourceKind kind,
            PrivilegedSessionAction action,
            Instant at,
            UnaryOperator<PrivilegedSessionEvent.Builder> content) {
        PrivilegedSessionEvent.Builder event = PrivilegedSessionEvent.newBuilder()
                .setHeader(headers.next(source, kind, at, null))
                .setSubject(subject())
                .setAction(action);
        sink.accept(EventFile.PRIVILEGED_SESSION, at, content.apply(event).build());
    }

    private Subject subject() {
        return Subject.newBuilder().setIdentityId(person.identityId()).build();
    }
}
