package dev.sluice.domain.certification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.finding.CertificationFindings;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.sod.Selector;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.CommandAction;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecordBase;

/** Whatever order, whatever comes twice, and whatever is stored in between: what a campaign leads to is what the definitions say. */
class CertificationPropertiesTest {
    static final long DAY = 86_400_000;
    static final long ZERO = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    static final long START = ZERO + 10 * DAY;
    static final long DUE = ZERO + 20 * DAY;
    static final long END = ZERO + 25 * DAY;
    private static final List<String> NAMES = List.of("A", "B", "C", "D");

    private final Governor governor = new Governor();
    private final IdentityCodec codec = new IdentityCodec();
    private final List<CertificationSummary> summaries = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Decisions out = new Decisions() {
        @Override
        public void finding(Finding finding, Trigger trigger) {}

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {}

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {}

        @Override
        public void certification(CertificationSummary summary, Trigger trigger) {
            summaries.add(summary);
        }

        @Override
        public void watch(String other, boolean on) {
            if (on) {
                asked.add(other);
            }
        }
    };

    private static Policies policies(Campaign.OnSilence onSilence) {
        Campaign campaign = new Campaign(
                "q1",
                List.of(Selector.parse("sap:*")),
                null,
                new Campaign.Start(START, Set.of()),
                Duration.ofDays(10),
                Duration.ofDays(5),
                Duration.ofDays(3),
                "M1",
                "F1",
                onSilence);
        SystemPolicy sap = Story.quiet(SystemPolicy.defaults("sap")).withMode(Mode.ENFORCE);
        return Policies.of(1, sap).withCampaigns(List.of(campaign));
    }

    @Property(tries = 2_000)
    void whatFollowsIsWhatTheDefinitionsSay(@ForAll long seed) {
        Random random = new Random(seed);
        summaries.clear();
        asked.clear();
        Campaign.OnSilence onSilence = random.nextBoolean() ? Campaign.OnSilence.KEEP : Campaign.OnSilence.REVOKE;
        Policies policies = policies(onSilence);
        List<SpecificRecordBase> history = history(random);
        List<SpecificRecordBase> told = new ArrayList<>(history);
        for (int twice = random.nextInt(3); twice > 0; twice--) {
            told.add(history.get(random.nextInt(history.size())));
        }
        if (random.nextBoolean()) {
            Collections.shuffle(told, random);
            // Of what is told when the campaign is over nobody was asked: what was known when it started was told by
            // then.
            told.sort(Comparator.comparing(event -> at(event) > START));
        }
        IdentityState state = new IdentityState("E1");
        boolean begun = false;
        for (SpecificRecordBase next : told) {
            if (!begun && at(next) > START) {
                begun = true;
                reviewersAreThere(state);
                governor.catchUp(state, policies, START, out);
                answer(state, policies);
            }
            state = random.nextInt(4) == 0 ? stored(state) : state;
            reviewersAreThere(state);
            tell(state, next, policies, ZERO);
            answer(state, policies);
        }
        long now = ZERO + 46 * DAY;
        reviewersAreThere(state);
        governor.catchUp(state, policies, now, out);

        boolean silenceRevokes = onSilence == Campaign.OnSilence.REVOKE;
        BruteForceReviews expected = new BruteForceReviews(history, now, name -> silenceRevokes);
        assertThat(commands(state, CommandAction.REVOKE)).isEqualTo(expected.revoked());
        assertThat(commands(state, CommandAction.GRANT)).isEqualTo(expected.granted());
        assertThat(open(state, CertificationFindings.SELF_REVIEW)).isEqualTo(expected.selfReviews());
        assertThat(open(state, CertificationFindings.OVERDUE)).isEmpty();
        if (expected.items() > 0) {
            CertificationSummary last = summaries.get(summaries.size() - 1);
            assertThat(List.of(
                            last.getItems(),
                            last.getCertified(),
                            last.getRevoked(),
                            last.getGone(),
                            last.getUndecided(),
                            last.getRevokedBySilence()))
                    .isEqualTo(expected.counts());
        }
    }

    /** Who reviews has answered before he is asked, since within a call nobody can. */
    private static void reviewersAreThere(IdentityState state) {
        for (String reviewer : List.of("M1", "F1")) {
            state.watches().watched().put(reviewer, new Known(IdentityStatus.ACTIVE, null, ZERO));
        }
    }

    /** Who was asked only then answers at once. */
    private void answer(IdentityState state, Policies policies) {
        while (!asked.isEmpty()) {
            governor.heard(state, policies, asked.remove(0), new Known(IdentityStatus.ACTIVE, null, ZERO), out);
        }
    }

    private IdentityState stored(IdentityState state) {
        if (state.clock() == IdentityState.NO_CLOCK) {
            return state;
        }
        StoredIdentity whole = new StoredIdentity(state, new long[0], Long.MAX_VALUE);
        return codec.decode("E1", codec.bytes(codec.image(whole, Long.MAX_VALUE)))
                .state();
    }

    private void tell(IdentityState state, SpecificRecordBase next, Policies policies, long arrivedAt) {
        if (next instanceof ComplianceEvent event) {
            governor.apply(state, event, policies, arrivedAt, out);
        } else if (next instanceof AccessEvent event) {
            governor.apply(state, event, policies, arrivedAt, out);
        } else {
            governor.apply(state, (IdentityEvent) next, policies, arrivedAt, out);
        }
    }

    /** However late anything arrives: nobody's silence counts on what he was not asked about in time. */
    @Property(tries = 2_000)
    void nobodyIsSilentOnWhatHeWasNotAskedInTime(@ForAll long seed) {
        asked.clear();
        Random random = new Random(seed);
        Policies policies = policies(Campaign.OnSilence.REVOKE);
        List<SpecificRecordBase> history = history(random);
        long now = ZERO + 46 * DAY;
        Map<SpecificRecordBase, Long> arrivals = new IdentityHashMap<>();
        for (SpecificRecordBase event : history) {
            long late = random.nextInt(3) == 0 ? random.nextLong(40 * DAY) : 0;
            arrivals.put(event, Math.min(now - 1, at(event) + late));
        }
        List<SpecificRecordBase> told = new ArrayList<>(history);
        told.sort(Comparator.comparing(arrivals::get));
        IdentityState state = new IdentityState("E1");
        long time = ZERO - 30 * DAY;
        for (SpecificRecordBase next : told) {
            state = random.nextInt(4) == 0 ? stored(state) : state;
            state.timeIs(time);
            if (time < START && arrivals.get(next) > START) {
                // Between two events there is time for reviewers to answer.
                governor.catchUp(state, policies, START - 1, out);
                reviewersAreThere(state);
                governor.catchUp(state, policies, START, out);
                answer(state, policies);
            }
            reviewersAreThere(state);
            time = Math.max(time, arrivals.get(next));
            tell(state, next, policies, time);
            answer(state, policies);
        }
        if (time < START) {
            governor.catchUp(state, policies, START - 1, out);
        }
        reviewersAreThere(state);
        governor.catchUp(state, policies, now, out);

        Set<String> inTime = askedInTime(history, arrivals);
        BruteForceReviews expected = new BruteForceReviews(history, now, inTime::contains);
        assertThat(commands(state, CommandAction.REVOKE)).isEqualTo(expected.revoked());
        assertThat(commands(state, CommandAction.GRANT)).isEqualTo(expected.granted());
    }

    /** At each instant before it is due at which anything may have changed: of what was known to be open then, somebody was told. */
    private static Set<String> askedInTime(List<SpecificRecordBase> history, Map<SpecificRecordBase, Long> arrivals) {
        TreeSet<Long> instants = new TreeSet<>(arrivals.values());
        instants.add(START);
        Set<String> inTime = new TreeSet<>();
        for (long instant : instants.subSet(START, DUE)) {
            List<SpecificRecordBase> known = history.stream()
                    .filter(event -> arrivals.get(event) <= instant)
                    .toList();
            BruteForceReviews then = new BruteForceReviews(known, instant, name -> false);
            boolean isHired = known.stream().anyMatch(IdentityEvent.class::isInstance);
            if (isHired && then.isOpen()) {
                NAMES.stream().filter(then::isItem).forEach(inTime::add);
            }
        }
        return inTime;
    }

    private static TreeSet<String> commands(IdentityState state, CommandAction action) {
        TreeSet<String> objects = new TreeSet<>();
        state.commands().values().stream()
                .filter(command -> command.key().action() == action)
                // Not what was given by a grant that had been withdrawn: that is another reason to take it.
                .filter(command ->
                        action != CommandAction.REVOKE || command.cause().equals("CERTIFICATION"))
                .forEach(command -> objects.add(command.key().object()));
        return objects;
    }

    private static TreeSet<String> open(IdentityState state, String kind) {
        TreeSet<String> open = new TreeSet<>();
        state.findings().values().stream()
                .filter(finding -> finding.isOpen() && finding.kind().equals(kind))
                .forEach(finding -> finding.entitlements().forEach(item -> open.add(item.name())));
        return open;
    }

    /** At full hours, each its own: what happens in the same one has no order that could be told. */
    private static List<SpecificRecordBase> history(Random random) {
        List<Long> hours = new ArrayList<>();
        for (int hour = 0; hour < 45 * 24; hour++) {
            hours.add(ZERO + hour * 3_600_000L);
        }
        Collections.shuffle(hours, random);
        List<SpecificRecordBase> history = new ArrayList<>();
        history.add(Events.identity(Events.header("hired", "hr", null, ZERO - 30 * DAY), "E1", IdentityAction.HIRED));
        history.add(Events.access(
                Events.header("created", "sap", null, ZERO - 20 * DAY),
                "E1",
                AccessAction.ACCOUNT_CREATED,
                Events.account("sap", "ADA")));
        int next = 0;
        for (String name : NAMES) {
            for (int facts = random.nextInt(4); facts > 0; facts--) {
                history.add(access(
                        name,
                        random.nextInt(3) > 0 ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED,
                        hours.get(next++)));
            }
            for (int facts = random.nextInt(4); facts > 0; facts--) {
                history.add(decision(name, random, hours.get(next++)));
            }
            if (random.nextInt(3) == 0) {
                history.add(access(name, AccessAction.REQUEST_APPROVED, hours.get(next++)));
            }
        }
        history.sort(Comparator.comparingLong(CertificationPropertiesTest::at));
        return history;
    }

    static long at(SpecificRecordBase event) {
        return EventView.of(event).occurredAt();
    }

    private static AccessEvent access(String name, AccessAction action, long at) {
        AccessEvent event = Events.access(
                Events.header(name + action + at, "sap", null, at), "E1", action, Events.account("sap", "ADA"));
        event.setEntitlement(Events.entitlement("sap:" + name));
        if (action == AccessAction.REQUEST_APPROVED) {
            event.setRequest(AccessRequest.newBuilder()
                    .setRequestId("R" + name + at)
                    .setRequestedBy("E1")
                    .setApprovedBy("M1")
                    .build());
        }
        return event;
    }

    private static ComplianceEvent decision(String name, Random random, long at) {
        return ComplianceEvent.newBuilder()
                .setHeader(Events.header("d" + name + at, "iga", null, at))
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(ComplianceAction.CERTIFICATION_ITEM_DECIDED)
                .setCampaignId("q1")
                .setEntitlement(Events.entitlement("sap:" + name))
                .setReviewerId(List.of("M1", "M1", "M2", "E1").get(random.nextInt(4)))
                .setDecision(List.of(
                                CertificationDecision.CERTIFY,
                                CertificationDecision.REVOKE,
                                CertificationDecision.REVOKE,
                                CertificationDecision.ABSTAIN)
                        .get(random.nextInt(4)))
                .build();
    }
}
