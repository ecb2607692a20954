package dev.sluice.domain.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.GroupPolicy;
import dev.sluice.domain.policy.GroupRule;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.GroupRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever people, HR and a target tell, in whichever order and how often: the same groups, and one command for each. */
class GroupPropertiesTest {
    private static final long DAY = 86_400_000L;
    private static final long START = 20_000 * DAY;
    private static final List<String> SPELLINGS = List.of("Treasury", "TREASURY", " treasury", "Tax", "tax ", "IT");
    private static final List<String> UNITS = List.of("treasury", "tax", "it");
    private static final GroupRule RULE = new GroupRule("department", "dept-{value}", "Dept {name}");
    private static final Policies POLICIES = Policies.of(
            1,
            Story.quiet(SystemPolicy.defaults("okta"))
                    .withMode(Mode.ENFORCE)
                    .withRetry(Story.PATIENT)
                    .withGroups(new GroupPolicy(100, List.of(RULE), List.of())));

    /** All identities, units and groups, each of which takes what is told to it in order, however long that is on its way. */
    private static final class World implements Decisions {
        private record Claim(String sender, String claimed, boolean holds, long at) {}

        private final Governor governor = new Governor();
        private final Map<String, IdentityState> states = new TreeMap<>();
        private final Map<String, ArrayDeque<Claim>> onTheirWay = new TreeMap<>();
        private final Map<String, ProvisioningCommand> open = new TreeMap<>();
        private final Random random;
        private String speaker;

        World(long seed) {
            random = new Random(seed);
        }

        private IdentityState state(String key) {
            return states.computeIfAbsent(key, IdentityState::new);
        }

        void tell(IdentityEvent event) {
            speaker = EventView.of(event).subjectKey();
            governor.apply(
                    state(speaker),
                    event,
                    POLICIES,
                    event.getHeader().getOccurredAt().toEpochMilli(),
                    this);
            // Some of what is on its way arrives before the next event.
            for (int i = random.nextInt(4); i > 0; i--) {
                deliver();
            }
        }

        void settle() {
            while (!onTheirWay.isEmpty()) {
                deliver();
            }
        }

        private void deliver() {
            if (onTheirWay.isEmpty()) {
                return;
            }
            List<String> ways = List.copyOf(onTheirWay.keySet());
            String way = ways.get(random.nextInt(ways.size()));
            Claim claim = onTheirWay.get(way).poll();
            if (onTheirWay.get(way).isEmpty()) {
                onTheirWay.remove(way);
            }
            ClaimedGroup claimed = ClaimedGroup.parse(claim.claimed());
            for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
                speaker = claimed.receiver();
                governor.claimed(
                        state(speaker), POLICIES, claim.sender(), claimed, claim.holds(), claim.at(), claim.at(), this);
            }
        }

        @Override
        public void claim(String key, ClaimChange change, long at) {
            onTheirWay
                    .computeIfAbsent(speaker + ">" + ClaimedGroup.receiver(key), way -> new ArrayDeque<>())
                    .add(new Claim(speaker, key, change.holds(), at));
        }

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {
            if (command.getGroup() == null) {
                return;
            }
            ProvisioningCommand before = open.get(speaker);
            if (command.getStatus() == CommandStatus.ISSUED) {
                // One at a time, whether to create or to rename it.
                assertThat(before).isNull();
                open.put(speaker, command);
            } else {
                assertThat(before.getCommandId()).isEqualTo(command.getCommandId());
                open.remove(speaker);
            }
        }

        @Override
        public void finding(Finding finding, Trigger trigger) {
            assertThat(finding.getKind()).isNull();
        }

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {
            assertThat(ticket.getKind()).isNull();
        }

        /** What is asked for, by group. One that is not there yet may be shown as it was called when it was asked for: it is renamed then. */
        Map<String, String> asked() {
            Map<String, String> asked = new TreeMap<>();
            open.forEach((key, command) -> asked.put(
                    key,
                    command.getAction() == CommandAction.CREATE_GROUP
                            ? "CREATE_GROUP"
                            : "UPDATE_GROUP " + command.getGroup().getDisplayName()));
            return asked;
        }
    }

    /** Whoever is hired moves a few times and may leave; HR and the target tell of departments and groups as they like. */
    private static List<IdentityEvent> history(long seed, int people, int told) {
        Random random = new Random(seed);
        List<IdentityEvent> events = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            long at = START + random.nextInt(100) * DAY;
            int steps = 1 + random.nextInt(3);
            for (int step = 0; step < steps; step++) {
                IdentityAction action = step == 0 ? IdentityAction.HIRED : IdentityAction.TRANSFERRED;
                events.add(Events.identity(
                        header(events, at), "E" + person, action, Events.department(any(random, SPELLINGS))));
                at += (1 + random.nextInt(50)) * DAY;
            }
            if (random.nextInt(3) == 0) {
                events.add(Events.identity(header(events, at), "E" + person, IdentityAction.TERMINATED));
            }
        }
        for (int i = 0; i < told; i++) {
            IdentityAction action = any(
                    random,
                    List.of(IdentityAction.GROUP_CREATED, IdentityAction.GROUP_CHANGED, IdentityAction.GROUP_DELETED));
            boolean ofTarget = random.nextBoolean();
            String unit = any(random, UNITS);
            String shown = any(random, Arrays.asList(null, "Dept Treasury", "Dept X", "Y"));
            GroupRef group = ofTarget
                    ? new GroupRef("dept-" + unit, shown, null, null, "okta")
                    : new GroupRef(unit, shown, "department", null, null);
            events.add(IdentityEvent.newBuilder()
                    .setHeader(header(events, START + random.nextInt(300) * DAY))
                    .setSubject(Subject.newBuilder().build())
                    .setAction(action)
                    .setGroup(group)
                    .build());
        }
        return events;
    }

    private static Header header(List<IdentityEvent> events, long at) {
        // No two at the same instant.
        return Events.header("e" + events.size(), "test", null, at + events.size());
    }

    private static <T> T any(Random random, List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static World run(List<IdentityEvent> events, long seed) {
        World world = new World(seed);
        List<IdentityEvent> shuffled = new ArrayList<>(events);
        Random random = new Random(seed);
        for (int i = events.size() / 4; i > 0; i--) {
            shuffled.add(any(random, events));
        }
        Collections.shuffle(shuffled, random);
        shuffled.forEach(world::tell);
        world.settle();
        return world;
    }

    @Property(tries = 1000)
    void everyOrderEndsInWhatAPlainLookAtTheHistorySays(
            @ForAll long history,
            @ForAll long order,
            @ForAll @IntRange(max = 12) int people,
            @ForAll @IntRange(max = 20) int told) {
        List<IdentityEvent> events = history(history, people, told);
        Map<String, String> expected = NaiveGroups.asked(events);

        World world = run(events, order);
        assertThat(world.asked()).isEqualTo(expected);
        answer(world);
    }

    /** A target that does what it is asked for leaves nothing open. */
    private static void answer(World world) {
        long at = START + 1000 * DAY;
        int answers = 0;
        while (!world.open.isEmpty()) {
            assertThat(answers++).isLessThan(2 * UNITS.size());
            ProvisioningCommand command = world.open.values().iterator().next();
            boolean creates = command.getAction() == CommandAction.CREATE_GROUP;
            world.tell(IdentityEvent.newBuilder()
                    .setHeader(Events.header("answer" + answers, "okta", null, at + answers))
                    .setSubject(Subject.newBuilder().build())
                    .setAction(creates ? IdentityAction.GROUP_CREATED : IdentityAction.GROUP_CHANGED)
                    .setGroup(command.getGroup())
                    .build());
        }
    }

    /** The same in plain loops over the whole history. */
    private static final class NaiveGroups {
        static Map<String, String> asked(List<IdentityEvent> events) {
            Map<String, String> asked = new TreeMap<>();
            for (String unit : UNITS) {
                String written = written(events, unit);
                List<IdentityEvent> told = toldOf(events, "okta", "dept-" + unit);
                boolean isThere = isThere(told);
                String shown = shown(told);
                if (written != null && !isThere) {
                    asked.put("group:okta/dept-" + unit, "CREATE_GROUP");
                } else if (written != null && shown != null && !shown.equals("Dept " + written)) {
                    asked.put("group:okta/dept-" + unit, "UPDATE_GROUP Dept " + written);
                }
            }
            return asked;
        }

        private static List<IdentityEvent> toldOf(List<IdentityEvent> events, String system, String name) {
            return events.stream()
                    .filter(event -> event.getGroup() != null
                            && Objects.equals(event.getGroup().getSystem(), system)
                            && event.getGroup().getName().equals(name))
                    .sorted((a, b) -> a.getHeader()
                            .getOccurredAt()
                            .compareTo(b.getHeader().getOccurredAt()))
                    .toList();
        }

        private static boolean isThere(List<IdentityEvent> told) {
            return !told.isEmpty() && told.get(told.size() - 1).getAction() != IdentityAction.GROUP_DELETED;
        }

        private static String shown(List<IdentityEvent> told) {
            String shown = null;
            for (IdentityEvent event : told) {
                if (event.getAction() == IdentityAction.GROUP_DELETED) {
                    shown = null;
                } else if (event.getGroup().getDisplayName() != null) {
                    shown = event.getGroup().getDisplayName();
                }
            }
            return shown;
        }

        /** Null if there is no such department. */
        private static String written(List<IdentityEvent> events, String unit) {
            List<IdentityEvent> byHr = toldOf(events, null, unit);
            if (isThere(byHr)) {
                String shown = shown(byHr);
                return shown == null ? unit : shown;
            }
            Map<String, IdentityEvent> last = new HashMap<>();
            Map<String, Boolean> gone = new HashMap<>();
            for (IdentityEvent event : events) {
                String identity = event.getSubject().getIdentityId();
                if (identity != null && event.getAction() == IdentityAction.TERMINATED) {
                    gone.put(identity, true);
                } else if (identity != null) {
                    last.merge(
                            identity,
                            event,
                            (a, b) -> a.getHeader()
                                            .getOccurredAt()
                                            .isAfter(b.getHeader().getOccurredAt())
                                    ? a
                                    : b);
                }
            }
            Map<String, Integer> spellings = new TreeMap<>();
            last.forEach((identity, event) -> {
                String department = event.getWorker().getDepartment().strip();
                if (!gone.containsKey(identity)
                        && department.toLowerCase(Locale.ROOT).equals(unit)) {
                    spellings.merge(department, 1, Integer::sum);
                }
            });
            return spellings.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(
                                    Map.Entry.<String, Integer>comparingByKey().reversed()))
                    .map(Map.Entry::getKey)
                    .orElse(null);
        }
    }
}
