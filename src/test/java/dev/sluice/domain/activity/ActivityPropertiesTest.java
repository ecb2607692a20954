package dev.sluice.domain.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.finding.ActivityFindings;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.HrTimeline;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Severity;
import dev.sluice.event.Ticket;
import dev.sluice.stream.state.ActivityCodec;
import dev.sluice.stream.state.ActivityRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever order and whatever is stored in between: what stands is what the definitions say of everything that was done. */
class ActivityPropertiesTest {
    private static final String ID = "E1";
    private static final long START = Instant.parse("2026-03-10T22:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final Place[] PLACES = {
        new Place("CH", 4737, 854),
        new Place("FR", 4886, 235),
        new Place("DE", 5252, 1340),
        new Place("US", 4071, -7401)
    };

    private final Policies policies =
            Policies.of(1, Story.quiet(SystemPolicy.defaults("sap")), Story.quiet(SystemPolicy.defaults("okta")));
    private final ActivityCodec codec = new ActivityCodec();

    /** Ignores what is decided: what stands is read from the state. */
    private static final Decisions DEAF = new Decisions() {
        @Override
        public void finding(Finding finding, Trigger trigger) {}

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {}

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {}
    };

    @Property(tries = 3_000)
    void whatStandsIsWhatTheDefinitionsSay(@ForAll long seed) {
        live(seed);
    }

    /** The first end is replaced by a later one: what was done before it was in order after all, what was done after it was not. */
    @Example
    void aLaterEndLeavesWhatWasDoneAfterIt() {
        live(2938);
    }

    private void live(long seed) {
        Random random = new Random(seed);
        List<Act> acts = acts(random);
        List<IdentityEvent> facts = facts(random);
        List<Object> told = new ArrayList<>(acts);
        told.addAll(facts);
        if (random.nextBoolean()) {
            Collections.shuffle(told, random);
        }
        IdentityState state = new IdentityState(ID);
        history(state, acts, random);

        Activity activity = state.activity();
        for (Object next : told) {
            IdentityState current = state;
            Activity stored =
                    random.nextInt(3) == 0 ? ActivityRows.of(codec, activity).open(codec) : null;
            if (stored != null) {
                // What is stored is taken up by another instance, as after a commit.
                current = taken(state, stored);
            }
            tell(current, next);
            state = current;
            activity = state.activity();
        }

        assertThat(standing(state)).isEqualTo(new BruteForceActivity(ID, acts, state.hr()).found());
    }

    private IdentityState taken(IdentityState state, Activity stored) {
        IdentityState same = new IdentityState(ID, new IdentityState.Stored() {
            @Override
            public HrTimeline hr() {
                return state.hr();
            }

            @Override
            public void decisions(IdentityState into) {
                into.findings().putAll(state.findings());
            }
        });
        same.restore(state.clock(), state.setVersion());
        same.owe(state.isOwed());
        same.activityFrom(() -> stored);
        return same;
    }

    private void tell(IdentityState state, Object next) {
        Governor governor = new Governor();
        long arrivedAt = START + 48 * HOUR;
        if (next instanceof Act act) {
            governor.apply(state, act, "event", policies, arrivedAt, DEAF);
        } else {
            governor.apply(state, (IdentityEvent) next, policies, arrivedAt, DEAF);
        }
    }

    /** Sometimes countries have been learnt for weeks. */
    private void history(IdentityState state, List<Act> acts, Random random) {
        if (random.nextBoolean()) {
            Act before = new Act(START - 24 * HOUR * (10 + random.nextInt(10)), ActKind.LOGIN, null, PLACES[0], false);
            acts.add(before);
            tell(state, before);
        }
    }

    /** Two days, within which everything may come in any order; bursts, so that thresholds are met and just not met. */
    private static List<Act> acts(Random random) {
        List<Act> acts = new ArrayList<>();
        int bursts = 1 + random.nextInt(6);
        for (int b = 0; b < bursts; b++) {
            long at = START + random.nextInt(47) * HOUR + random.nextInt(60) * 60_000L;
            int size = 1 + random.nextInt(14);
            int apart = random.nextInt(3) == 0 ? 240_000 : random.nextInt(3) == 0 ? 2_000 : 90_000;
            ActKind mostly = ActKind.values()[random.nextInt(ActKind.values().length)];
            for (int i = 0; i < size; i++) {
                at += 1 + random.nextInt(apart);
                ActKind kind =
                        random.nextInt(5) == 0 ? ActKind.values()[random.nextInt(ActKind.values().length)] : mostly;
                acts.add(act(at, kind, random));
            }
        }
        return acts;
    }

    private static Act act(long at, ActKind kind, Random random) {
        Place place = kind == ActKind.LOGIN && random.nextInt(4) > 0
                ? PLACES[random.nextInt(random.nextInt(3) == 0 ? PLACES.length : 2)]
                : null;
        boolean emergency = kind.isUse() && random.nextInt(40) == 0;
        AccountKey account = kind == ActKind.TOKEN && !emergency ? new AccountKey("okta", "ada") : null;
        return new Act(at, kind, account, place, emergency);
    }

    private static List<IdentityEvent> facts(Random random) {
        List<IdentityEvent> facts = new ArrayList<>();
        facts.add(fact("hire", IdentityAction.HIRED, START - 1000 * HOUR, null));
        int more = random.nextInt(4);
        for (int i = 0; i < more; i++) {
            long at = START + random.nextInt(47) * HOUR + random.nextInt(4) * 900_000L;
            IdentityAction action =
                    switch (random.nextInt(5)) {
                        case 0 -> IdentityAction.LEAVE_STARTED;
                        case 1 -> IdentityAction.LEAVE_ENDED;
                        case 2 -> IdentityAction.TERMINATION_RESCINDED;
                        case 3 -> IdentityAction.UPDATED;
                        default -> IdentityAction.TERMINATED;
                    };
            long effective = at + (random.nextInt(20) - 10) * HOUR;
            facts.add(fact("f" + i, action, at, random.nextBoolean() ? effective : null));
        }
        return facts;
    }

    private static IdentityEvent fact(String id, IdentityAction action, long at, Long effectiveAt) {
        IdentityEvent event = Events.identity(Events.header(id, "hr", null, at), ID, action);
        event.setEffectiveAt(effectiveAt == null ? null : Instant.ofEpochMilli(effectiveAt));
        return event;
    }

    private static Map<String, Severity> standing(IdentityState state) {
        Map<String, Severity> standing = new TreeMap<>();
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen() && ActivityFindings.isKind(finding.kind())) {
                standing.put(finding.findingId(), finding.severity());
            }
        }
        return standing;
    }

    /** However much is told, what is kept of one identity is no larger than it may be. */
    @Property(tries = 20)
    void whatIsKeptIsBounded(@ForAll long seed) {
        Random random = new Random(seed);
        Activity activity = new Activity();
        for (int i = 0; i < 20_000; i++) {
            ActKind kind = ActKind.values()[random.nextInt(ActKind.values().length)];
            Place place = new Place("C" + random.nextInt(300), random.nextInt(9000), random.nextInt(18_000));
            AccountKey account = new AccountKey("system" + random.nextInt(30), "name" + random.nextInt(30));
            long at = START + i * 15_000L + random.nextInt(60_000);
            Governor.record(activity, new Act(at, kind, account, place, false), policies);
            if (i % 100 == 0) {
                activity = ActivityRows.of(codec, activity).open(codec);
            }
        }

        int bytes = ActivityRows.of(codec, activity).bytes();

        assertThat(bytes).isLessThan(Activity.MAX_BYTES + Activity.MAX_HOUR_BYTES + 8 * 1024);
        assertThat(activity.uses()).hasSizeLessThanOrEqualTo(Activity.MAX_ACCOUNTS);
        assertThat(activity.countries()).hasSizeLessThanOrEqualTo(Activity.MAX_COUNTRIES);
        assertThat(activity.forgotAccounts()).isTrue();
    }
}
