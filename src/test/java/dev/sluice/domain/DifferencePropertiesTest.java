package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.tries.EveryTry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/** What ADR 0014 says of the difference between what an identity should have and what it has, whatever the history. */
class DifferencePropertiesTest {
    private static final Policies POLICIES = DifferenceHistories.policies();

    /** Rounds of answers after which nothing may be open: an account, what it gets, and what its time brings. */
    private static final int MAX_ROUNDS = 6;

    @Property(tries = 1000)
    void everyOrderEndsInTheSameOpenCommands(@ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        long end = DifferenceHistories.endOf(events);
        Harness inOrder = run(events, end);
        Harness shuffled = run(Histories.shuffled(events, seed), end);
        NaiveDifference naive = naive(events, end, inOrder);
        assertThat(compared(open(shuffled), naive, inOrder, shuffled))
                .as(() -> DifferenceHistories.told(events))
                .isEqualTo(compared(open(inOrder), naive, inOrder, shuffled));
        assertThat(viewOf(shuffled)).isEqualTo(viewOf(inOrder));
    }

    /** Which kind of finding it is that access has no reason depends on what was processed when (docs/adr/0015). */
    private static IdentityAccess viewOf(Harness core) {
        IdentityAccess head = core.pages().head();
        head.setOpenFindings(List.of());
        return head;
    }

    @Property(tries = 1000)
    void theOpenCommandsAreTheDifference(@ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        long end = DifferenceHistories.endOf(events);
        for (List<SpecificRecordBase> arrivals : List.of(events, Histories.shuffled(events, seed))) {
            Harness core = run(arrivals, end);
            NaiveDifference naive = naive(events, end, core);
            assertThat(compared(open(core), naive, core))
                    .as(() -> DifferenceHistories.told(events))
                    .isEqualTo(compared(naive.open(), naive, core));
            // Of whom nothing is open yet, everything is decided at once.
            core.state().commands().clear();
            core.activate(new Policies(2, POLICIES.settings(), POLICIES.systems(), POLICIES.roles()), end);
            assertThat(compared(open(core), naive, core))
                    .as(() -> "afresh" + DifferenceHistories.told(events))
                    .isEqualTo(compared(naive.open(), naive, core));
        }
    }

    @EveryTry
    @Property(tries = 1000)
    void soTheyAreAtAnyMomentOfAnOrderlyHistory(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness core = new Harness(Story.ADA, POLICIES);
        Random random = new Random(seed);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < events.size(); i++) {
            List<SpecificRecordBase> told = events.subList(0, i + 1);
            core.take(events.get(i));
            long now = EventView.of(events.get(i)).occurredAt();
            long next = i + 1 < events.size()
                    ? EventView.of(events.get(i + 1)).occurredAt()
                    : DifferenceHistories.endOf(events);
            // A model for each moment takes its time; those of another history are looked at in another try.
            if (random.nextInt(3) == 0) {
                agrees(told, now, core, seen);
            }
            if (next > now + 1 && random.nextInt(6) == 0) {
                long between = random.nextLong(now + 1, next);
                core.advanceTo(between);
                agrees(told, between, core, seen);
            }
        }
        core.advanceTo(DifferenceHistories.endOf(events));
        agrees(events, DifferenceHistories.endOf(events), core, seen);
        for (CommandAction action : List.of(
                CommandAction.CREATE_ACCOUNT,
                CommandAction.ENABLE_ACCOUNT,
                CommandAction.DISABLE_ACCOUNT,
                CommandAction.DELETE_ACCOUNT,
                CommandAction.GRANT,
                CommandAction.REVOKE)) {
            Statistics.label(action.name()).collect(seen.contains(action.name()));
            Statistics.label(action.name()).coverage(c -> c.check(true).percentage(p -> p > 8));
        }
    }

    private static void agrees(List<SpecificRecordBase> told, long now, Harness core, Set<String> seen) {
        NaiveDifference naive = naive(told, now, core);
        Set<String> open = open(core);
        assertThat(compared(open, naive, core))
                .as(() -> "at " + Instant.ofEpochMilli(now) + DifferenceHistories.told(told))
                .isEqualTo(compared(naive.open(), naive, core));
        open.forEach(command -> seen.add(command.substring(0, command.indexOf(' '))));
    }

    @EveryTry
    @Property(tries = 1000)
    void whatIsIssuedIsNeverWrongWhenItIsIssued(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness core = new Harness(Story.ADA, POLICIES);
        Map<String, String> objects = new HashMap<>();
        Set<String> causes = new TreeSet<>();
        long arrivedAt = Long.MIN_VALUE;
        for (SpecificRecordBase event : Histories.shuffled(events, seed)) {
            arrivedAt = Math.max(arrivedAt, EventView.of(event).occurredAt());
            advance(core, arrivedAt, objects, causes);
            int decided = core.decisions().size();
            core.take(event);
            checkIssued(core, decided, objects, causes);
        }
        advance(core, DifferenceHistories.endOf(events), objects, causes);
        for (String cause : List.of("LEAVER", "LEAVE", "RETENTION_OVER", "RETURNED", "REASON_LOST", "BIRTHRIGHT")) {
            Statistics.label(cause).collect(causes.contains(cause));
            Statistics.label(cause).coverage(c -> c.check(true).percentage(p -> p > 8));
        }
    }

    /** Due instant by due instant, so that what is decided at each is seen with the state of that instant. */
    private static void advance(Harness core, long until, Map<String, String> objects, Set<String> causes) {
        while (core.nextDue() <= until) {
            int decided = core.decisions().size();
            core.advanceTo(core.nextDue());
            checkIssued(core, decided, objects, causes);
        }
    }

    private static void checkIssued(Harness core, int decided, Map<String, String> objects, Set<String> causes) {
        for (Harness.Decision decision :
                core.decisions().subList(decided, core.decisions().size())) {
            ProvisioningCommand command = decision.command();
            if (command == null || command.getStatus() != CommandStatus.ISSUED) {
                continue;
            }
            causes.add(command.getCause());
            String object = command.getAction() + " " + command.getSystem() + "/" + command.getAccount() + " "
                    + command.getEntitlement();
            assertThat(objects.getOrDefault(command.getCommandId(), object)).isEqualTo(object);
            objects.put(command.getCommandId(), object);
            switch (command.getAction()) {
                case GRANT, CREATE_ACCOUNT, ENABLE_ACCOUNT ->
                    assertThat(decision.standing().status())
                            .as(object)
                            .isNotIn(IdentityStatus.TERMINATED, IdentityStatus.UNKNOWN);
                case REVOKE -> {
                    if (command.getCause().equals("REASON_LOST")) {
                        assertThat(reasonInView(core, command)).as(object).isEqualTo("OBSERVED");
                    }
                }
                default -> {}
            }
        }
        Set<String> open = new HashSet<>();
        for (CommandKey key : core.state().commands().keySet()) {
            if (!key.object().isEmpty()) {
                assertThat(open.add(key.system() + "/" + key.account() + " " + key.entitlement()))
                        .as("the only one: %s", key)
                        .isTrue();
            }
        }
    }

    private static String reasonInView(Harness core, ProvisioningCommand command) {
        return core.held().stream()
                .filter(held -> held.getAccount().equals(command.getAccount() == null ? "" : command.getAccount()))
                .filter(held -> held.getSystem().equals(command.getEntitlement().getSystem()))
                .filter(held -> held.getName().equals(command.getEntitlement().getName()))
                .map(HeldEntitlement::getReason)
                .findFirst()
                .orElseThrow();
    }

    @Property(tries = 1000)
    void whoAnswersEveryCommandHasNothingLeftToDo(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        List<SpecificRecordBase> all = new ArrayList<>(events);
        long now = DifferenceHistories.endOf(events);
        Harness core = run(Histories.shuffled(events, seed), now);
        int rounds = 0;
        while (!core.state().commands().isEmpty()) {
            assertThat(++rounds)
                    .as(() -> core.state().commands().keySet() + DifferenceHistories.told(all))
                    .isLessThanOrEqualTo(MAX_ROUNDS);
            for (CommandKey key : List.copyOf(core.state().commands().keySet())) {
                now += 1000;
                AccessEvent answer = answer(key, now, all.size());
                all.add(answer);
                core.take(answer);
            }
            now += Duration.ofDays(35).toMillis();
            core.advanceTo(now);
        }
        Statistics.label("rounds").collect(rounds);
        NaiveDifference naive = naive(all, now, core);
        if (naive.isEmployed(now)) {
            for (String entitlement : naive.given()) {
                String system = NaiveDifference.system(entitlement);
                if (naive.isEnforced(system) && !naive.suspends(system)) {
                    assertThat(naive.isHeld(entitlement))
                            .as(() -> entitlement + " in" + DifferenceHistories.told(all))
                            .isTrue();
                }
            }
        }
        assertThat(compared(naive.open(), naive, core))
                .as(() -> DifferenceHistories.told(all))
                .isEmpty();
    }

    private static AccessEvent answer(CommandKey key, long at, int number) {
        AccessAction action =
                switch (key.action()) {
                    case CREATE_ACCOUNT -> AccessAction.ACCOUNT_CREATED;
                    case ENABLE_ACCOUNT -> AccessAction.ACCOUNT_ENABLED;
                    // Whoever finds nobody to answer for an account disables it.
                    case DISABLE_ACCOUNT, ASSIGN_OWNER -> AccessAction.ACCOUNT_DISABLED;
                    case DELETE_ACCOUNT -> AccessAction.ACCOUNT_DELETED;
                    case GRANT -> AccessAction.ENTITLEMENT_GRANTED;
                    default -> AccessAction.ENTITLEMENT_REVOKED;
                };
        String name = key.action() == CommandAction.CREATE_ACCOUNT ? "new-" + number : key.account();
        AccessEvent event = Events.access(
                Events.header("answer-" + number, "target", null, at),
                Story.ADA,
                action,
                Events.account(key.system(), name));
        event.setEntitlement(
                key.object().isEmpty()
                        ? null
                        : Events.entitlement(key.entitlement().toString()));
        return event;
    }

    private static Harness run(List<SpecificRecordBase> arrivals, long end) {
        Harness harness = new Harness(Story.ADA, POLICIES);
        arrivals.forEach(harness::take);
        harness.advanceTo(end);
        return harness;
    }

    private static NaiveDifference naive(List<SpecificRecordBase> events, long now, Harness core) {
        Map<String, Long> since = new HashMap<>();
        core.held()
                .forEach(held -> since.put(
                        held.getAccount() + " " + held.getSystem() + ":" + held.getName(),
                        held.getSince().toEpochMilli()));
        return new NaiveDifference(events, POLICIES, now, since);
    }

    private static Set<String> open(Harness core) {
        Set<String> open = new TreeSet<>();
        core.state()
                .commands()
                .keySet()
                .forEach(key -> open.add(key.action() + " " + key.system() + "/" + key.account() + " "
                        + (key.object().isEmpty() ? "" : key.entitlement())));
        return open;
    }

    /**
     * All but ENABLE_ACCOUNT of what was disabled while its owner was at work. That depends on whether a command of ours asked for
     * it, and so on what had been processed when, as the ADR says. So does what a grant gives that was withdrawn meanwhile.
     */
    private static Set<String> compared(Set<String> open, NaiveDifference naive, Harness... cores) {
        Set<String> crossed = new HashSet<>();
        for (Harness core : cores) {
            core.state()
                    .crossings()
                    .keySet()
                    .forEach(on -> crossed.add(on.entitlement().toString()));
        }
        Set<String> left = new TreeSet<>();
        for (String command : open) {
            String[] words = command.split(" ");
            boolean byProcessing = words[0].equals("ENABLE_ACCOUNT") && naive.wasDisabledAtWork(words[1])
                    || words[0].equals("REVOKE") && crossed.contains(words[2]);
            if (!byProcessing) {
                left.add(command);
            }
        }
        return left;
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return DifferenceHistories.upTo(60);
    }
}
