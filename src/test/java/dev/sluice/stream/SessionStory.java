package dev.sluice.stream;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.Glob;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.SessionRules.Concern;
import dev.sluice.domain.policy.SessionRules.Permit;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.TargetPattern;
import dev.sluice.domain.sod.Selector;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tells the stage of privileged sessions, credentials and leases of one identity, E1, and what becomes of that. */
abstract class SessionStory {

    static final SessionRules RULES = new SessionRules(
            List.of(TargetPattern.parse("linux/root"), TargetPattern.parse("ad/adm-*")),
            List.of(new Permit(
                    List.of(TargetPattern.parse("linux/*")),
                    List.of(Selector.parse("pam:linux-*"), Selector.parse("linux:sudo")))),
            false,
            List.of(
                    new Concern("add-user", Glob.parse("*useradd *"), Severity.CRITICAL),
                    new Concern("wipe", Glob.parse("rm -rf /*"), Severity.MEDIUM)),
            Duration.ofMinutes(5),
            Duration.ofHours(12),
            Duration.ofHours(8),
            Duration.ofHours(1),
            Set.of("deployctl"),
            Set.of("vault"));

    final Deeds ada = new Deeds("E1");
    StageRig rig;

    @BeforeEach
    void employed() {
        rig = start(RULES);
        rig.hire("2026-01-02T00:00:00Z", "E1");
    }

    static StageRig start(SessionRules rules) {
        return StageRig.with()
                .policies((version, documents) -> policies(version, rules))
                .start()
                .policies("2026-01-01T00:00:00Z", "linux");
    }

    static Policies policies(long version, SessionRules rules) {
        SystemPolicy linux = Story.quiet(SystemPolicy.defaults("linux")).withMode(Mode.ENFORCE);
        SystemPolicy vault = Story.quiet(SystemPolicy.defaults("vault")).withMode(Mode.ENFORCE);
        SystemPolicy pam = Story.quiet(SystemPolicy.defaults("pam"));
        return new Policies(version, Settings.DEFAULTS.with(rules), Map.of("linux", linux, "vault", vault, "pam", pam));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    static Instant at(String time) {
        return time.length() > 12 ? Instant.parse(time) : Instant.parse("2026-03-02T" + time + "Z");
    }

    void pipe(String time, PrivilegedSessionAction action, Consumer<PrivilegedSessionEvent> parts) {
        PrivilegedSessionEvent event = ada.session(at(time), action);
        parts.accept(event);
        rig.pipe(event);
    }

    void session(String time, PrivilegedSessionAction action, String id, String target) {
        pipe(time, action, event -> {
            event.setSessionId(id);
            event.setTarget(target(target));
        });
    }

    static SessionTarget target(String target) {
        String[] parts = target.split("/");
        return new SessionTarget(parts[0], "host-1", parts.length > 1 ? parts[1] : null);
    }

    void starts(String time, String id, String target) {
        session(time, PrivilegedSessionAction.SESSION_STARTED, id, target);
    }

    void ends(String time, String id) {
        pipe(time, PrivilegedSessionAction.SESSION_ENDED, event -> event.setSessionId(id));
    }

    void runs(String time, String id, String command) {
        pipe(time, PrivilegedSessionAction.COMMAND_EXECUTED, event -> {
            event.setSessionId(id);
            event.setCommand(command);
        });
    }

    void credential(String time, PrivilegedSessionAction action, String id, String target) {
        pipe(time, action, event -> {
            event.setCredentialId(id);
            event.setTarget(target == null ? null : target(target));
        });
    }

    void checksOut(String time, String id, String target) {
        credential(time, PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT, id, target);
    }

    void checksIn(String time, String id) {
        credential(time, PrivilegedSessionAction.CREDENTIAL_CHECKED_IN, id, null);
    }

    void leases(String time, String id, String pipeline, String expiresAt) {
        pipe(time, PrivilegedSessionAction.SECRET_LEASED, event -> {
            event.setLeaseId(id);
            event.setPipelineId(pipeline);
            event.setTarget(target("vault"));
            event.setExpiresAt(expiresAt == null ? null : at(expiresAt));
        });
    }

    void returns(String time, String id) {
        pipe(time, PrivilegedSessionAction.SECRET_RETURNED, event -> event.setLeaseId(id));
    }

    void pipeline(String time, PrivilegedSessionAction action, String id) {
        pipe(time, action, event -> event.setPipelineId(id));
    }

    void permitted(String from) {
        rig.grant(from, "E1", "pam", "linux-prod");
    }

    /** Time passes: another identity's event moves the stream's. */
    void passes(String until) {
        rig.hire(at(until).toString(), "somebody-" + at(until).toEpochMilli());
    }

    List<String> told() {
        return rig.findings().stream()
                .filter(finding -> "E1".equals(finding.getIdentityId()))
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " " + f.getSeverity() + " "
                        + f.getCount())
                .toList();
    }

    List<String> commands() {
        return rig.commands().stream()
                .map(c -> c.getAction() + " " + c.getStatus() + " " + c.getSystem() + " " + c.getAccount() + " "
                        + c.getCause())
                .toList();
    }

    List<SessionSummary> summaries() {
        return rig.audit(AuditType.DECISION).stream()
                .map(AuditEvent::getSession)
                .filter(session -> session != null)
                .toList();
    }

    long sessionRows() {
        long rows = 0;
        try (var all = rig.store(Names.ACTIVITY_STORE).all()) {
            while (all.hasNext()) {
                byte[] key = all.next().key.get();
                rows += key.length > 3 && key[0] == 'E' && key[2] == 0 && key[3] == 3 ? 1 : 0;
            }
        }
        return rows;
    }

    long homes() {
        long rows = 0;
        try (var all = rig.store(Names.ACTIVITY_STORE).all()) {
            while (all.hasNext()) {
                rows += new String(all.next().key.get(), StandardCharsets.UTF_8).startsWith("attr:pipeline:") ? 1 : 0;
            }
        }
        return rows;
    }

    void request(String at, AccessAction action, String approvedBy) {
        rig.access(at, "E1", "jira", action, event -> {
            event.setEntitlement(Events.entitlement("jira:project-admin"));
            event.setRequest(AccessRequest.newBuilder()
                    .setRequestId("R1")
                    .setRequestedBy("E1")
                    .setApprovedBy(approvedBy)
                    .setTicketId("CHG-7")
                    .build());
        });
    }
}
