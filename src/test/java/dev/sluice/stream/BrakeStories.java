package dev.sluice.stream;

import dev.sluice.domain.Story;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The brake through the stage: two in a day may leave, whoever else is said to waits for somebody to look. */
abstract class BrakeStories {
    static final String SOURCE = "test";

    final StageRig rig = StageRig.with().policies(BrakeFlowTest::read).start();

    static Policies read(long version, List<String> documents) {
        Policies systems = Policies.of(
                version,
                documents.stream()
                        .map(text -> text.split(" "))
                        .map(words -> Story.quiet(SystemPolicy.defaults(words[0]))
                                .withMode(Mode.valueOf(words[1]))
                                .withLeaver(new Leaver(
                                        Duration.ZERO,
                                        Duration.ofDays(1),
                                        Duration.ofDays(3000),
                                        Leaver.DEFAULTS.residue()))
                                .withRetry(Story.PATIENT))
                        .toArray(SystemPolicy[]::new));
        Settings settings = new Settings(
                Duration.ofDays(2),
                Duration.ofMinutes(5),
                ZoneOffset.UTC,
                Duration.ofDays(7),
                1 << 20,
                new Brake(Duration.ofDays(1), 2),
                Approvals.DEFAULTS,
                Absence.DEFAULTS,
                Precedence.NONE,
                Detection.DEFAULTS,
                Remediation.NONE,
                SessionRules.DEFAULTS);
        return new Policies(version, settings, systems.systems(), systems.roles());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    void people(int count, String mode) {
        rig.policies("2026-01-01T00:00:00Z", "sap " + mode);
        for (int i = 1; i <= count; i++) {
            rig.hire("2026-01-02T00:00:00Z", "E" + i);
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
    }

    void terminate(String at, int from, int to) {
        for (int i = from; i <= to; i++) {
            rig.terminate(at, "E" + i, at);
        }
    }

    void control(String at, ControlAction action, String identity, String until) {
        control(at, action, SOURCE, identity, until);
    }

    void control(String at, ControlAction action, String source, String identity, String until) {
        Control record = Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(action)
                .setSource(source)
                .setSubject(
                        identity == null
                                ? null
                                : Subject.newBuilder().setIdentityId(identity).build())
                .setValidTo(until == null ? null : Instant.parse(until))
                .setDecidedBy("E900")
                .build();
        rig.control(record);
    }

    List<String> commands() {
        List<String> lines = new ArrayList<>();
        for (ProvisioningCommand command : rig.commands()) {
            lines.add(command.getIdentityId() + " " + command.getAction() + " " + command.getStatus() + " "
                    + command.getCause());
        }
        return lines;
    }

    List<String> findings() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getSource() + " " + f.getStatus() + " " + f.getCause() + " "
                        + f.getCount() + " " + f.getEpisode())
                .toList();
    }

    void hr(String at, String identity, IdentityAction action, String employment, String effectiveAt) {
        rig.identity(at, identity, action, event -> {
            event.setWorker(Worker.newBuilder().setEmploymentId(employment).build());
            event.setEffectiveAt(Instant.parse(effectiveAt));
        });
    }

    List<String> of(String identity) {
        return commands().stream()
                .filter(line -> line.startsWith(identity + " "))
                .map(line -> line.substring(identity.length() + 1))
                .toList();
    }

    void settle() {
        for (int i = 0; i < 20; i++) {
            rig.wallClock(Duration.ofMillis(100));
        }
    }

    void discard(String at, String kind) {
        Control record = Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(ControlAction.BRAKE_DISCARD)
                .setSource(SOURCE)
                .setKind(kind)
                .build();
        rig.control(record);
    }

    String last(String identity) {
        return of(identity).get(of(identity).size() - 1);
    }
}
