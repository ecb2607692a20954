package dev.sluice.generate;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Tells what happens to one account and remembers what it holds, so that stories make sense. Calls come in order of
 * time; limited grants are not remembered, they end by themselves.
 */
final class AccountScript {
    private final PersonScript script;
    private final TargetSystem system;
    private final String name;
    private final TreeSet<String> held = new TreeSet<>();
    private final Map<String, AccessRequest> requested = new HashMap<>();
    private Instant limitedUntil = Instant.MIN;
    private Instant disabledSince;
    private boolean enabled;
    private boolean deleted;
    private boolean mentioned;

    AccountScript(PersonScript script, TargetSystem system) {
        this.script = script;
        this.system = system;
        this.name = system.accountOf(script.person());
    }

    TargetSystem system() {
        return system;
    }

    boolean enabled() {
        return enabled;
    }

    /** Since when it has been disabled without a break; null if it is not. */
    Instant disabledSince() {
        return enabled || deleted ? null : disabledSince;
    }

    List<String> held() {
        return List.copyOf(held);
    }

    String name() {
        return name;
    }

    /** What a person of the department is given on the first day. */
    List<String> birthright() {
        Set<String> names = new LinkedHashSet<>(system.everyone());
        List<String> ofDepartment = script.department().access().getOrDefault(system.id(), List.of());
        names.addAll(script.dice().sample(ofDepartment, 1 + script.dice().between(0, 2)));
        return List.copyOf(names);
    }

    /** A new account; after a deletion, and only then, enabling makes a new one too. */
    void created(Instant at) {
        enabled = true;
        emit(AccessAction.ACCOUNT_CREATED, at);
    }

    void enabled(Instant at) {
        enabled = true;
        emit(deleted ? AccessAction.ACCOUNT_CREATED : AccessAction.ACCOUNT_ENABLED, at);
        deleted = false;
    }

    void disabled(Instant at) {
        disabledSince = disabledSince() == null ? at : disabledSince;
        enabled = false;
        emit(AccessAction.ACCOUNT_DISABLED, at);
    }

    void deleted(Instant at) {
        enabled = false;
        deleted = true;
        held.clear();
        emit(AccessAction.ACCOUNT_DELETED, at);
    }

    void granted(String entitlement, Instant at) {
        held.add(entitlement);
        emit(AccessAction.ENTITLEMENT_GRANTED, at, event -> event.setEntitlement(ref(entitlement)));
    }

    /** A grant that the target limits itself; either limit may be null. */
    void granted(String entitlement, Instant at, Instant from, Instant to) {
        limitedUntil = to != null && to.isAfter(limitedUntil) ? to : limitedUntil;
        emit(AccessAction.ENTITLEMENT_GRANTED, at, event -> event.setEntitlement(ref(entitlement))
                .setValidFrom(from)
                .setValidTo(to));
    }

    /** A request, its approval and then the grant. */
    void requested(String entitlement, Instant at, Instant approvedAt, Instant grantedAt) {
        Instant submitted = script.free(at);
        AccessRequest request = AccessRequest.newBuilder()
                .setRequestId("REQ" + Long.toString(submitted.toEpochMilli(), 36)
                        + script.person().number())
                .setRequestedBy(script.person().identityId())
                .setJustification("Needed for " + system.id() + " work")
                .build();
        request(AccessAction.REQUEST_SUBMITTED, submitted, entitlement, request);
        AccessRequest approved = AccessRequest.newBuilder(request)
                .setApprovedBy(script.person().approverId())
                .build();
        request(AccessAction.REQUEST_APPROVED, script.free(approvedAt), entitlement, approved);
        requested.put(entitlement, request);
        held.add(entitlement);
        emit(AccessAction.ENTITLEMENT_GRANTED, grantedAt, event -> event.setEntitlement(ref(entitlement))
                .setRequest(approved));
    }

    /** Somebody needs it no longer and says so, if it was requested. */
    void givenBack(String entitlement, Instant at) {
        AccessRequest request = requested.remove(entitlement);
        if (request != null) {
            request(AccessAction.REQUEST_CANCELLED, script.free(at), entitlement, request);
        }
        revoked(entitlement, at.plusSeconds(90));
    }

    void revoked(String entitlement, Instant at) {
        held.remove(entitlement);
        emit(AccessAction.ENTITLEMENT_REVOKED, at, event -> event.setEntitlement(ref(entitlement)));
    }

    /** Two facts in one millisecond: taken away and given back. The source's sequence tells the order. */
    void revokedAndGrantedAtOnce(String entitlement, Instant at) {
        Instant occurredAt = script.free(at);
        long sequence = 7_000_000L + script.person().number() * 10L;
        for (AccessAction action : List.of(AccessAction.ENTITLEMENT_REVOKED, AccessAction.ENTITLEMENT_GRANTED)) {
            AccessEvent event =
                    event(action, occurredAt).setEntitlement(ref(entitlement)).build();
            event.getHeader().setSourceSequence(sequence++);
            script.sink().accept(EventFile.ACCESS, occurredAt, event);
        }
        held.add(entitlement);
    }

    /** What the account holds, as a periodic read of the target reports it. Left out while a limited grant runs. */
    void snapshot(Instant at) {
        snapshot(at, held());
    }

    /** A snapshot that lists just these: whatever else was held is gone. */
    void snapshot(Instant at, Collection<String> names) {
        if (at.isBefore(limitedUntil)) {
            return;
        }
        enabled |= !mentioned;
        held.clear();
        held.addAll(names);
        List<EntitlementRef> refs = new ArrayList<>();
        held.forEach(entitlement -> refs.add(ref(entitlement)));
        emit(AccessAction.ACCESS_SNAPSHOT, at, event -> event.setSnapshot(refs));
    }

    private void request(AccessAction action, Instant at, String entitlement, AccessRequest request) {
        AccessEvent event = AccessEvent.newBuilder()
                .setHeader(script.headers().next("sailpoint-prod", SourceKind.IGA, at, request.getRequestId()))
                .setSubject(script.subject())
                .setAction(action)
                .setEntitlement(ref(entitlement))
                .setRequest(request)
                .build();
        script.sink().accept(EventFile.ACCESS, at, event);
    }

    private void emit(AccessAction action, Instant at) {
        emit(action, at, event -> event);
    }

    private void emit(AccessAction action, Instant at, UnaryOperator<AccessEvent.Builder> content) {
        Instant occurredAt = script.free(at);
        mentioned = true;
        script.sink()
                .accept(
                        EventFile.ACCESS,
                        occurredAt,
                        content.apply(event(action, occurredAt)).build());
    }

    private AccessEvent.Builder event(AccessAction action, Instant occurredAt) {
        AccountRef account = AccountRef.newBuilder()
                .setSystem(system.id())
                .setName(name)
                .setKind(AccountKind.PERSONAL)
                .build();
        return AccessEvent.newBuilder()
                .setHeader(
                        script.headers().next(system.source(), system.sourceKind(), occurredAt, script.correlationId()))
                .setSubject(
                        Subject.newBuilder(script.subject()).setAccount(account).build())
                .setAction(action);
    }

    private EntitlementRef ref(String entitlement) {
        return new EntitlementRef(system.id(), entitlement);
    }
}
