package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** An account of a planted story. Its facts name whose it is only if that is known where they come from. */
final class FigureAccount {
    private final String identityId;
    private final String system;
    private final String name;
    private final AccountKind kind;
    private final Headers headers;
    private final EventSink sink;

    /** Without identityId (null), its facts know only the account. */
    FigureAccount(String identityId, String system, String name, AccountKind kind, Headers headers, EventSink sink) {
        this.identityId = identityId;
        this.system = system;
        this.name = name;
        this.kind = kind;
        this.headers = headers;
        this.sink = sink;
    }

    void is(AccessAction action, Instant at) {
        tell(action, at, event -> event);
    }

    void granted(String entitlement, Instant at) {
        tell(AccessAction.ENTITLEMENT_GRANTED, at, event -> event.setEntitlement(ref(entitlement)));
    }

    void revoked(String entitlement, Instant at) {
        tell(AccessAction.ENTITLEMENT_REVOKED, at, event -> event.setEntitlement(ref(entitlement)));
    }

    /** A snapshot: it holds this and nothing else. */
    void lists(Instant at, String entitlement) {
        tell(AccessAction.ACCESS_SNAPSHOT, at, event -> event.setSnapshot(List.of(ref(entitlement))));
    }

    /** The system can't do what it was asked for: of an entitlement, or of the account itself (null). */
    void fails(Instant at, String entitlement) {
        tell(
                AccessAction.PROVISIONING_FAILED,
                at,
                event -> event.setEntitlement(entitlement == null ? null : ref(entitlement)));
    }

    /** Whose it is does something with it, or tries to. */
    void does(AuthenticationAction action, Instant at) {
        sink.accept(
                EventFile.AUTHENTICATION,
                at,
                AuthenticationEvent.newBuilder()
                        .setHeader(headers.next(system + "-log", SourceKind.IDP, at, null))
                        .setSubject(subject())
                        .setAction(action)
                        .build());
    }

    EntitlementRef ref(String entitlement) {
        return new EntitlementRef(system, entitlement);
    }

    private Subject subject() {
        AccountRef account = AccountRef.newBuilder()
                .setSystem(system)
                .setName(name)
                .setKind(kind)
                .build();
        return Subject.newBuilder()
                .setIdentityId(identityId)
                .setAccount(account)
                .build();
    }

    private void tell(AccessAction action, Instant at, UnaryOperator<AccessEvent.Builder> content) {
        AccessEvent.Builder event = AccessEvent.newBuilder()
                .setHeader(headers.next(system + "-audit", SourceKind.IGA, at, null))
                .setSubject(subject())
                .setAction(action);
        sink.accept(EventFile.ACCESS, at, content.apply(event).build());
    }
}
