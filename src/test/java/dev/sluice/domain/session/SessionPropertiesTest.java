package dev.sluice.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.Glob;
import dev.sluice.domain.Story;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.finding.SessionFindings;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.SessionRules.Concern;
import dev.sluice.domain.policy.SessionRules.Permit;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.TargetPattern;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.domain.sod.Selector;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Severity;
import dev.sluice.event.Ticket;
import dev.sluice.stream.state.SessionCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever order, whatever comes twice, and whatever is stored in between: what stands is what the definitions say. */
class SessionPropertiesTest {
    private static final long START = Instant.parse("2026-03-10T20:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    private static final SessionRules RULES = new SessionRules(
            List.of(TargetPattern.parse("linux/*")),
            List.of(new Permit(List.of(TargetPattern.parse("linux/*")), List.of(Selector.parse("pam:*")))),
            false,
            List.of(new Concern("add-user", Glob.parse("useradd*"), Severity.HIGH)),
            Duration.ofMinutes(5),
            Duration.ofHours(12),
            Duration.ofHours(8),
            Duration.ofHours(1),
            Set.of(),
            Set.of("vault"));

    private static final Decisions DEAF = new Decisions() {
        @Override
        public void finding(Finding finding, Trigger trigger) {}

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {}

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {}
    };

    private final Policies policies = policies();
    private final Governor governor = new Governor();
    private final SessionCodec codec = new SessionCodec();

    private static Policies policies() {
        SystemPolicy linux = Story.quiet(SystemPolicy.defaults("linux")).withMode(Mode.ENFORCE);
        SystemPolicy vault = Story.quiet(SystemPolicy.defaults("vault")).withMode(Mode.ENFORCE);
        SystemPolicy pam = Story.quiet(SystemPolicy.defaults("pam"));
        return new Policies(1, Settings.DEFAULTS.with(RULES), Map.of("linux", linux, "vault", vault, "pam", pam));
    }

    @Property(tries = 2_000)
    void whatStandsIsWhatTheDefinitionsSay(@ForAll long seed) {
        Random random = new Random(seed);
        List<Object> history = history(random);
        List<Object> told = new ArrayList<>(history);
        for (int twice = random.nextInt(3); twice > 0 && !history.isEmpty(); twice--) {
            Object again = history.get(random.nextInt(history.size()));
            if (!isCounted(again)) {
                told.add(again);
            }
        }
        if (random.nextBoolean()) {
            Collections.shuffle(told, random);
        }
        IdentityState state = new IdentityState("E1");
        state.restore(IdentityState.NO_CLOCK, 1);
        tell(state, hired());
        for (Object next : told) {
            if (random.nextInt(4) == 0) {
                state = stored(state);
            }
            tell(state, next);
        }
        long now = START + 42 * HOUR + random.nextInt(12) * HOUR;
        governor.catchUp(state, policies, now, DEAF);

        BruteForceSessions expected = new BruteForceSessions(history, now);
        assertThat(standing(state)).isEqualTo(expected.found());
        assertThat(endings(state)).isEqualTo(expected.endings());
    }

    /** What is counted is told once: repeats are known by their ids before. */
    private static boolean isCounted(Object event) {
        return event instanceof PrivilegedSessionEvent session
                && (session.getAction() == PrivilegedSessionAction.COMMAND_EXECUTED
                        || session.getAction() == PrivilegedSessionAction.FILE_TRANSFERRED);
    }

    private void tell(IdentityState state, Object next) {
        long arrivedAt = START;
        if (next instanceof PrivilegedSessionEvent event) {
            governor.apply(state, event, policies, arrivedAt, DEAF);
        } else if (next instanceof AccessEvent event) {
            governor.apply(state, event, policies, arrivedAt, DEAF);
        } else {
            governor.apply(state, (IdentityEvent) next, policies, arrivedAt, DEAF);
        }
    }

    /** What is tracked is written and read; the rest stays as it is. */
    private IdentityState stored(IdentityState state) {
        if (!state.sessionsAreRead()) {
            return state;
        }
        List<Tracked> read = new ArrayList<>();
        for (Tracked tracked : state.sessions().all()) {
            Tracked again = codec.decode(tracked.key(), codec.encode(tracked));
            assertThat(again).isEqualTo(tracked);
            read.add(again);
        }
        Sessions sessions = new Sessions(read, state.sessions().knownFrom());
        IdentityState same = new IdentityState("E1", new IdentityState.Stored() {
            @Override
            public HrTimeline hr() {
                return state.hr();
            }

            @Override
            public void decisions(IdentityState into) {
                into.findings().putAll(state.findings());
                into.commands().putAll(state.commands());
                into.closedAttempts().putAll(state.closedAttempts());
                into.graces().putAll(state.graces());
                into.announced().putAll(state.announced());
                into.watchSessions(state.sessionWatch());
            }
        });
        same.access().names().putAll(state.access().names());
        same.restore(state.clock(), state.setVersion());
        same.owe(state.isOwed());
        same.sessionsFrom(() -> sessions);
        return same;
    }

    private static TreeSet<String> standing(IdentityState state) {
        TreeSet<String> standing = new TreeSet<>();
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen() && SessionFindings.isKind(finding.kind())) {
                standing.add(finding.kind() + " " + finding.scope());
            }
        }
        return standing;
    }

    private static TreeSet<String> endings(IdentityState state) {
        TreeSet<String> endings = new TreeSet<>();
        for (OpenCommand command : state.commands().values()) {
            if (command.key().action() == CommandAction.END_SESSIONS) {
                endings.add("END_SESSIONS " + command.key().account());
            } else if (command.key().action() == CommandAction.REVOKE_LEASE) {
                endings.add("REVOKE_LEASE " + command.key().object());
            }
        }
        return endings;
    }

    private static IdentityEvent hired() {
        return Events.identity(Events.header("hired", "hr", null, START - 100 * HOUR), "E1", IdentityAction.HIRED);
    }

    /** Instants on full seconds, each its own: what happens in the same one has no order that could be told. */
    private List<Object> history(Random random) {
        Deeds deeds = new Deeds("E1");
        List<Object> history = new ArrayList<>();
        Set<Long> taken = new TreeSet<>();
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            // Many near each other, so that graces matter.
            long near = START + random.nextInt(6) * 7 * HOUR;
            long at = near + random.nextInt(random.nextBoolean() ? 900 : 25_000) * 1_000L;
            if (taken.add(at)) {
                history.add(random.nextInt(8) == 0 ? grant(i, at, random) : event(deeds, at, random));
            }
        }
        if (random.nextInt(3) == 0) {
            IdentityEvent left =
                    Events.identity(Events.header("left", "hr", null, START + HOUR), "E1", IdentityAction.TERMINATED);
            left.setEffectiveAt(Instant.ofEpochMilli(START + random.nextInt(60) * HOUR));
            history.add(left);
        }
        return history;
    }

    private static AccessEvent grant(int i, long at, Random random) {
        AccessEvent event = Events.access(
                Events.header("grant" + i, "pam", null, at),
                "E1",
                random.nextInt(3) > 0 ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED,
                Events.account("pam", "e1"));
        event.setEntitlement(Events.entitlement("pam:linux"));
        return event;
    }

    private static PrivilegedSessionEvent event(Deeds deeds, long at, Random random) {
        PrivilegedSessionAction[] actions = PrivilegedSessionAction.values();
        PrivilegedSessionAction action = actions[1 + random.nextInt(actions.length - 1)];
        PrivilegedSessionEvent event = deeds.session(Instant.ofEpochMilli(at), action);
        int number = random.nextInt(4);
        Instant expires = random.nextInt(3) == 0 ? Instant.ofEpochMilli(at + random.nextInt(40_000) * 1_000L) : null;
        switch (action) {
            case SESSION_STARTED, COMMAND_EXECUTED, FILE_TRANSFERRED, SESSION_ENDED -> {
                event.setSessionId("s" + number);
                event.setTarget(new SessionTarget("linux", "h", "root-" + number));
                event.setBreakGlass(random.nextInt(8) == 0);
                event.setCommand(
                        action == PrivilegedSessionAction.COMMAND_EXECUTED
                                ? random.nextInt(3) == 0 ? "useradd eve" : "ls"
                                : null);
            }
            case CREDENTIAL_CHECKED_OUT, CREDENTIAL_CHECKED_IN, CREDENTIAL_ROTATED -> {
                event.setCredentialId("c" + number);
                event.setTarget(new SessionTarget("linux", "h", "root-" + number));
                event.setExpiresAt(action == PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT ? expires : null);
            }
            case SECRET_LEASED, SECRET_RETRIEVED, SECRET_RETURNED -> {
                event.setLeaseId("l" + number);
                event.setPipelineId("p" + number);
                event.setTarget(new SessionTarget("vault", null, null));
                event.setExpiresAt(action == PrivilegedSessionAction.SECRET_LEASED ? expires : null);
            }
            default -> event.setPipelineId("p" + number);
        }
        return event;
    }
}
