package dev.sluice.domain.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.event.WorkerType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/** Whatever owners do, and in whatever order facts and messages arrive: what is found in the end follows from the facts. */
class OwnersPropertiesTest {
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long GRACE = 7 * DAY;
    private static final long LEAVE = 30 * DAY;
    private static final List<String> DEPARTMENTS = List.of("Treasury", "Sales");
    private static final Policies POLICIES =
            Policies.of(1, SystemPolicy.defaults("sap").withMode(Mode.ENFORCE).withRetry(Story.PATIENT));

    /** A life of two owners and a service, told fact by fact, and what follows from it by plain bookkeeping. */
    private static final class Life {
        /** An owner as of the last fact. */
        private static final class Owner {
            private boolean left;
            private long leaveSince = Long.MAX_VALUE;
            private long until = Long.MAX_VALUE;
            private String department;
            private long departmentSince;
        }

        private final Random random;
        private final boolean repeats;
        private final Set<String> saidBefore = new HashSet<>();
        private final List<SpecificRecordBase> facts = new ArrayList<>();
        private final Map<String, Owner> owners = new TreeMap<>();
        private long now = START;
        private String named;
        private long namedSince = Long.MIN_VALUE;
        private String department;
        private long departmentSince;
        private long began;

        /**
         * A life.
         *
         * @param repeats whether HR says again what it has said before; of that only two days are kept, so what lies between two of
         *     the same and is told later than that counts from the second (ADR 0012)
         */
        Life(Random random, boolean repeats) {
            this.random = random;
            this.repeats = repeats;
            for (String id : List.of("O1", "O2")) {
                owners.put(id, new Owner());
                tell(id, IdentityAction.HIRED, Events.manager("M1"));
            }
            began = later();
            tell("S1", IdentityAction.HIRED, worker -> worker.setWorkerType(WorkerType.SERVICE));
            if (random.nextBoolean()) {
                later();
                facts.add(Events.access(header(), "S1", AccessAction.ACCOUNT_CREATED, Events.account("sap", "batch")));
            }
            for (int i = random.nextInt(14); i > 0; i--) {
                later();
                step();
            }
        }

        private dev.sluice.event.Header header() {
            return Events.header("f" + facts.size(), "hr", null, now);
        }

        private void tell(String id, IdentityAction action, Events.WorkerPart... parts) {
            facts.add(Events.identity(header(), id, action, parts));
        }

        private long later() {
            now += 1 + random.nextLong(random.nextInt(3) == 0 ? 40 * DAY : 6 * DAY);
            return now;
        }

        private void step() {
            String id = random.nextBoolean() ? "O1" : "O2";
            Owner owner = owners.get(id);
            switch (random.nextInt(8)) {
                case 0, 1 -> name(List.of("O1", "O1", "O2", "O2", "ghost", "S1").get(random.nextInt(6)));
                case 2 -> {
                    String next = DEPARTMENTS.get(random.nextInt(2));
                    if (isRepeated("S1 in " + next)) {
                        return;
                    }
                    departmentSince = next.equals(department) ? departmentSince : now;
                    department = next;
                    tell("S1", IdentityAction.UPDATED, Events.department(next));
                }
                case 3 -> {
                    String next = DEPARTMENTS.get(random.nextInt(2));
                    if (isRepeated(id + " in " + next)) {
                        return;
                    }
                    owner.departmentSince = next.equals(owner.department) ? owner.departmentSince : now;
                    owner.department = next;
                    tell(id, IdentityAction.TRANSFERRED, Events.department(next));
                }
                case 4, 5 -> leave(id, owner);
                default -> end(id, owner);
            }
        }

        private boolean isRepeated(String said) {
            return !saidBefore.add(said) && !repeats;
        }

        private void name(String id) {
            if (isRepeated("S1 of " + id)) {
                return;
            }
            namedSince = id.equals(named) ? namedSince : now;
            named = id;
            tell("S1", IdentityAction.UPDATED, worker -> worker.setOwnerId(id));
        }

        private void leave(String id, Owner owner) {
            if (owner.left) {
                return;
            }
            boolean ends = owner.leaveSince != Long.MAX_VALUE && random.nextBoolean();
            if (ends) {
                owner.leaveSince = Long.MAX_VALUE;
                owner.until = Long.MAX_VALUE;
                tell(id, IdentityAction.LEAVE_ENDED);
                return;
            }
            owner.leaveSince = Math.min(owner.leaveSince, now);
            owner.until = owner.leaveSince + LEAVE;
            IdentityEvent event = Events.identity(header(), id, IdentityAction.LEAVE_STARTED);
            event.setLeaveKind("KIND-" + random.nextInt(2));
            facts.add(event);
        }

        private void end(String id, Owner owner) {
            if (owner.left) {
                owner.left = false;
                owner.until = Long.MAX_VALUE;
                tell(id, IdentityAction.REHIRED);
            } else {
                owner.left = true;
                owner.until = Math.min(owner.until, now);
                owner.leaveSince = Long.MAX_VALUE;
                tell(id, IdentityAction.TERMINATED);
            }
        }

        /** Since when nobody answers; {@link Long#MAX_VALUE} if somebody does. */
        private long lostSince() {
            if (named == null) {
                return began;
            }
            Owner owner = owners.get(named);
            if (owner == null) {
                return Math.max(began, namedSince);
            }
            boolean differs = department != null && owner.department != null && !department.equals(owner.department);
            long transferred = differs ? Math.max(departmentSince, owner.departmentSince) : Long.MAX_VALUE;
            return Math.max(began, Math.min(owner.until, transferred));
        }

        /** Whether it is found at an instant, or null where that depends on what was told first. */
        Boolean isFound(long at) {
            long since = lostSince();
            boolean found = since != Long.MAX_VALUE && at >= since + GRACE;
            return !found && "ghost".equals(named) ? null : Boolean.valueOf(found);
        }
    }

    /** Three identities, each with a governor of its own, whose messages arrive when they like, but one after the other. */
    private static final class World {
        private final Governor governor = new Governor();
        private final Map<String, IdentityState> states = new HashMap<>();
        private final Map<String, ArrayDeque<Runnable>> mail = new TreeMap<>();
        private long arrival = Long.MIN_VALUE;

        private IdentityState state(String id) {
            return states.computeIfAbsent(id, IdentityState::new);
        }

        void take(SpecificRecordBase event) {
            EventView view = EventView.of(event);
            arrival = Math.max(arrival, view.occurredAt());
            IdentityState state = state(view.subjectKey());
            if (event instanceof IdentityEvent identity) {
                governor.apply(state, identity, POLICIES, arrival, out(state.key()));
            } else {
                governor.apply(state, (AccessEvent) event, POLICIES, arrival, out(state.key()));
            }
        }

        boolean deliver(Random random) {
            List<ArrayDeque<Runnable>> waiting =
                    mail.values().stream().filter(queue -> !queue.isEmpty()).toList();
            if (!waiting.isEmpty()) {
                waiting.get(random.nextInt(waiting.size())).remove().run();
            }
            return !waiting.isEmpty();
        }

        void advance(long to) {
            List.copyOf(states.values()).forEach(state -> governor.advance(state, POLICIES, to, out(state.key())));
        }

        private void send(String from, String to, Runnable message) {
            mail.computeIfAbsent(from + ">" + to, route -> new ArrayDeque<>()).add(message);
        }

        private Decisions out(String id) {
            return new Decisions() {
                @Override
                public void finding(Finding finding, Trigger trigger) {
                    // What is open is read from the state.
                }

                @Override
                public void command(ProvisioningCommand command, Trigger trigger) {
                    // As above.
                }

                @Override
                public void ticket(Ticket ticket, Trigger trigger) {
                    // Nobody has one.
                }

                @Override
                public void watch(String other, boolean on) {
                    send(id, other, () -> governor.watched(state(other), POLICIES, id, on, out(other)));
                }

                @Override
                public void status(String watcher, Known known) {
                    send(id, watcher, () -> governor.heard(state(watcher), POLICIES, id, known, out(watcher)));
                }
            };
        }

        boolean isFound() {
            return state("S1").findings().values().stream()
                    .anyMatch(finding -> finding.isOpen() && finding.kind().equals("OWNERLESS_SERVICE_ACCOUNT"));
        }

        boolean isCommanded() {
            return state("S1").commands().keySet().stream().anyMatch(key -> key.action() == CommandAction.ASSIGN_OWNER);
        }
    }

    @Property(tries = 2000)
    void whatIsFoundFollowsFromTheFactsInWhateverOrderTheyArrive(@ForAll long seed) {
        Random random = new Random(seed);
        boolean isShuffled = random.nextBoolean();
        Life life = new Life(random, !isShuffled);
        long end = life.now + random.nextLong(50 * DAY);
        List<SpecificRecordBase> order = new ArrayList<>(life.facts);
        if (isShuffled) {
            Collections.shuffle(order, random);
        }
        World world = new World();
        for (SpecificRecordBase fact : order) {
            world.take(fact);
            while (random.nextInt(3) > 0 && world.deliver(random)) {
                // Some of the messages are late.
            }
        }
        world.advance(random.nextBoolean() ? end : life.now);
        while (world.deliver(random)) {
            // All arrive in the end.
        }
        world.advance(end);

        Boolean found = life.isFound(end);
        Statistics.label("found").collect(String.valueOf(found));
        if (found != null) {
            boolean hasAccount = life.facts.stream().anyMatch(AccessEvent.class::isInstance);
            assertThat(world.isFound()).as(() -> told(life)).isEqualTo(found);
            assertThat(world.isCommanded()).as(() -> told(life)).isEqualTo(found && hasAccount);
        }
        assertThat(world.state("S1").watches().watched().keySet())
                .isSubsetOf("O1", "O2", "ghost")
                .hasSize(life.named == null || life.named.equals("S1") ? 0 : 1);
    }

    private static String told(Life life) {
        StringBuilder text = new StringBuilder();
        life.facts.forEach(fact -> text.append('\n').append(fact));
        return text.append("\nuntil ").append(Instant.ofEpochMilli(life.now)).toString();
    }
}
