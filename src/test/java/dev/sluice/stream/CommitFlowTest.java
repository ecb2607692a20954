package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.stream.CommitRig.Step;
import dev.sluice.stream.state.IdentityCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits come when they come, and tasks end in between: what is decided and known in the end is the same. */
class CommitFlowTest {
    private static final int LENGTH = 120;
    private static final long MS = 1_000_000;
    private static final long LARGE = StageOptions.DEFAULT_CACHE_BYTES;

    private static final Bytes PREVIOUS = Bytes.wrap("previous".getBytes(StandardCharsets.UTF_8));

    private interface Crash {
        void on(CommitRig rig);
    }

    @Property(tries = 12)
    void whenCommitsComeMakesNoDifference(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig expected = undisturbed(script);
        CommitRig rig = new CommitRig(cache(random));
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            if (random.nextInt(12) == 0) {
                rig.commit();
            }
        }
        finish(rig, script);

        assertSame(rig, expected);
    }

    @Property(tries = 12)
    void aTransactionThatIsLostIsMadeUpForExactly(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig rig = new CommitRig(cache(random));
        disturbed(rig, script, random, false, CommitRig::crashExactlyOnce);

        assertSame(rig, undisturbed(script));
    }

    /** Where nobody takes the stores back, records come again over what they led to before. */
    @Property(tries = 25)
    void underAtLeastOnceTheSameIsKnownAndOpenInTheEnd(@ForAll long seed) {
        Random random = new Random(seed);
        List<Step> script = CommitRig.script(seed, LENGTH);
        CommitRig rig = slicedAtRandom(random);
        disturbed(rig, script, random, true, CommitRig::crashAtLeastOnce);

        assertThat(open(rig)).isEqualTo(open(undisturbed(script)));
    }

    @Property(tries = 25)
    void theProcessMayEndInTheMiddleOfACommit(@ForAll long seed) {
        Random random = new Random(seed);
        endsInTheMiddleOfACommit(slicedAtRandom(random), CommitRig.script(seed, LENGTH), random);
    }

    /** The view of a leaver whose return was told in advance went out, its state did not, and what came again took both at once. */
    @Test
    void aViewThatWasPublishedAndNotStoredIsFollowedByTheLast() {
        Random random = new Random(19849);
        CommitRig rig = new CommitRig(cache(random), StreamsConfig.AT_LEAST_ONCE);
        endsInTheMiddleOfACommit(rig, CommitRig.script(19849, LENGTH), random);
    }

    private static void endsInTheMiddleOfACommit(CommitRig rig, List<Step> script, Random random) {
        disturbed(rig, script, random, true, r -> r.crashInCommit(random.nextInt(30)));

        assertThat(open(rig)).isEqualTo(open(undisturbed(script)));
    }

    /** A commit that comes rarely would otherwise have everything to do at once. */
    @Test
    void whatIsNotTouchedIsStoredAndPublishedBeforeTheCommit() {
        CommitRig rig = new CommitRig(LARGE);
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        take(rig, leaver("E1", at));
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        take(rig, leaver("E2", at));
        assertThat(rig.contents(Names.IDENTITY_STORE)).isEmpty();
        rig.tick();
        assertThat(identities(rig)).containsOnlyKeys("E1");
        idle(rig);
        assertThat(identities(rig)).containsOnlyKeys("E1", "E2");
        rig.crashAtLeastOnce();
        assertThat(rig.views()).containsOnlyKeys("E1", "E2");
    }

    /** Some were stored by a commit and lie between some that were not. */
    @Test
    void aSweepReachesIdentitiesThatAreNotStoredYet() {
        CommitRig rig = new CommitRig(LARGE);
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        take(rig, policySet(1, "REPORT", at));
        for (int identity : new int[] {6, 0, 3, 1, 2, 4, 5, 9}) {
            take(rig, leaver("E" + identity, at));
            if (identity == 3) {
                rig.commit();
            }
        }
        take(rig, policySet(2, "ENFORCE", at));
        for (int i = 0; i < 10; i++) {
            rig.tick();
        }
        rig.commit();

        assertThat(versions(rig)).containsExactly(2L);
        assertThat(rig.told())
                .filteredOn(output -> output.sink().equals(Names.sink(Names.PROVISIONING_COMMAND)))
                .extracting(CommitRig.Output::key)
                .containsExactly("E0", "E1", "E2", "E3", "E4", "E5", "E6", "E9");
    }

    private static List<Step> leaver(String identity, long at) {
        AccessEvent created = Events.access(
                Events.header(identity + "a", "test", null, at),
                identity,
                AccessAction.ACCOUNT_CREATED,
                Events.account("sap", identity));
        IdentityEvent left =
                Events.identity(Events.header(identity + "b", "test", null, at), identity, IdentityAction.TERMINATED);
        return List.of(
                new Step(EventView.of(created).category().topic(), identity, created, at),
                new Step(EventView.of(left).category().topic(), identity, left, at));
    }

    /** That what was kept has reached its owner is known one commit later; a task that ends until then sends it once more. */
    @Test
    void whatWasKeptOfAnAccountIsSentAgainUntilItIsKnownToHaveArrived() {
        CommitRig rig = new CommitRig(LARGE, StreamsConfig.AT_LEAST_ONCE);
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        String account = SubjectKeys.account("sap", "ada");
        take(rig, List.of(granted("e1", "sap:A", at)));
        rig.commit();
        take(
                rig,
                List.of(new Step(
                        Names.EXCHANGE, account, CorrelationDesk.claimOf("E1", account, ClaimChange.MADE, at), at)));
        rig.commit();
        assertThat(sentTo(rig, "E1")).isEqualTo(1);

        rig.crashAtLeastOnce();
        take(rig, List.of(granted("e2", "sap:B", at)));
        rig.commit();
        assertThat(sentTo(rig, "E1")).isEqualTo(3);

        rig.commit();
        rig.crashAtLeastOnce();
        take(rig, List.of(granted("e3", "sap:C", at)));
        rig.commit();
        assertThat(sentTo(rig, "E1")).isEqualTo(4);
    }

    private static Step granted(String eventId, String entitlement, long at) {
        AccessEvent event = Events.access(
                Events.header(eventId, "test", null, at),
                null,
                AccessAction.ENTITLEMENT_GRANTED,
                Events.account("sap", "ada"));
        event.setEntitlement(Events.entitlement(entitlement));
        EventView view = EventView.of(event);
        return new Step(view.category().topic(), view.subjectKey(), event, at);
    }

    private static long sentTo(CommitRig rig, String identity) {
        return rig.told().stream()
                .filter(output -> output.sink().equals(Names.sink(Names.EXCHANGE)))
                .filter(output -> output.key().equals(identity))
                .count();
    }

    /** What a sweep has evaluated is in memory only; where it stands must not be stored before that. */
    @Test
    void aSweepWhoseResultsWereLostIsRepeated() {
        CommitRig rig = new CommitRig(LARGE);
        leaversBeforeAnotherSet(rig);
        rig.commit();
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        rig.crashAtLeastOnce();
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        rig.commit();

        assertThat(versions(rig)).containsExactly(2L);
    }

    /** Whose turn is next is known then of some. */
    @Test
    void aSetInTheMiddleOfASweepIsForAllAgain() {
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        for (int batch : new int[] {20, 500}) {
            CommitRig rig = new CommitRig(LARGE, StreamsConfig.EXACTLY_ONCE_V2, batch, 2 * MS);
            leaversBeforeAnotherSet(rig, 40);
            rig.tick();
            rig.commit();
            assertThat(versions(rig)).containsExactly(1L, 2L);

            take(rig, policySet(3, "REPORT", at));
            take(rig, leaver("E15a", at));
            for (int i = 0; i < 40; i++) {
                rig.tick();
            }
            rig.commit();

            assertThat(versions(rig)).as("batches of " + batch).containsExactly(3L);
        }
    }

    /** A slice beside records has time for one, and nothing is read but who comes after. */
    @Test
    void whoIsNextIsLookedForOnceForMany() {
        CommitRig rig = new CommitRig(LARGE, StreamsConfig.EXACTLY_ONCE_V2, 500, 2 * MS);
        leaversBeforeAnotherSet(rig, 100);
        int before = rig.readThrough();
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        for (int i = 0; i < 600; i++) {
            take(rig, leaver("E1000", at));
        }
        rig.commit();

        assertThat(versions(rig)).containsExactly(2L);
        assertThat(rig.readThrough() - before).isBetween(2, 4);
    }

    /** Ten of whom something follows from the second set. */
    private static void leaversBeforeAnotherSet(CommitRig rig) {
        leaversBeforeAnotherSet(rig, 10);
    }

    private static void leaversBeforeAnotherSet(CommitRig rig, int leavers) {
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        take(rig, policySet(1, "REPORT", at));
        for (int i = 0; i < leavers; i++) {
            take(rig, leaver("E" + i, at));
        }
        rig.commit();
        take(rig, policySet(2, "ENFORCE", at));
    }

    /** It is read under the set before, and what they do is looked at for the one in force. */
    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2})
    void whoStayedIsNotStoredForWhatTheyDoAfterARestart(String guarantee) {
        CommitRig rig = new CommitRig(LARGE, guarantee);
        long at = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        take(rig, policySet(1, "REPORT", at));
        IdentityEvent hired = Events.identity(Events.header("h", "test", null, at), "E1", IdentityAction.HIRED);
        take(rig, List.of(new Step(EventView.of(hired).category().topic(), "E1", hired, at)));
        rig.commit();
        take(rig, policySet(2, "ENFORCE", at + 1));
        idle(rig);
        rig.commit();
        rig.crashAtLeastOnce();
        Map<Bytes, byte[]> before = rig.contents(Names.IDENTITY_STORE);
        AuthenticationEvent login =
                new Deeds("E1").authentication(Instant.ofEpochMilli(at + 2), AuthenticationAction.LOGIN_SUCCEEDED);
        take(rig, List.of(new Step(EventView.of(login).category().topic(), "E1", login, at + 2)));
        rig.commit();

        assertThat(versions(rig)).containsExactly(1L);
        assertSame(Names.IDENTITY_STORE, rig.contents(Names.IDENTITY_STORE), before);
    }

    @Test
    void theSetsBeforeAreKeptUntilWhatWasEvaluatedIsStored() {
        List<Step> script = CommitRig.script(7, 60);
        CommitRig rig = new CommitRig(LARGE);
        take(rig, script);
        finish(rig, script);
        take(
                rig,
                policySet(
                        lastVersion(rig) + 1,
                        "ENFORCE",
                        script.get(59).at() + Duration.ofDays(90).toMillis()));
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }
        assertThat(rig.contents(Names.POLICY_STORE)).containsKey(PREVIOUS);
        rig.commit();

        assertThat(rig.contents(Names.POLICY_STORE)).doesNotContainKey(PREVIOUS);
    }

    /** Sweeps and timers read identities too; nobody may be waiting for a record to let go of them. */
    @Test
    void aSweepKeepsToTheMemoryThatItHas() {
        CommitRig rig = new CommitRig(0);
        leaversBeforeAnotherSet(rig);
        for (int i = 0; i < 20; i++) {
            rig.tick();
        }

        assertThat(versions(rig)).as("stored without a commit").containsExactly(2L);
    }

    private static List<Step> policySet(long version, String mode, long at) {
        Policy document = Policy.newBuilder()
                .setHeader(Events.header("p" + version, "test", null, at))
                .setKind("System")
                .setId("sap")
                .setSetVersion(version)
                .setDocument("sap " + mode)
                .build();
        Policy marker = Policy.newBuilder()
                .setHeader(Events.header("m" + version, "test", null, at))
                .setKind("PolicySet")
                .setId("default")
                .setSetVersion(version)
                .setSet(new PolicySet(version, version - 1, 1))
                .build();
        return List.of(
                new Step(Names.POLICY, "System/sap", document, at),
                new Step(Names.POLICY, "PolicySet/default", marker, at));
    }

    private static void take(CommitRig rig, List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            rig.take(steps.get(i), i);
        }
    }

    private static long cache(Random random) {
        return List.of(0L, 3_000L, LARGE).get(random.nextInt(3));
    }

    /** Slices of an evaluation of everybody that end with their batch, before it, or after some. */
    private static CommitRig slicedAtRandom(Random random) {
        int batch = List.of(1, 2, 5, 500).get(random.nextInt(4));
        return new CommitRig(cache(random), StreamsConfig.AT_LEAST_ONCE, batch, random.nextInt(2) * MS);
    }

    private static CommitRig undisturbed(List<Step> script) {
        CommitRig rig = new CommitRig(LARGE);
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            rig.commit();
        }
        finish(rig, script);
        return rig;
    }

    private static void disturbed(CommitRig rig, List<Step> script, Random random, boolean idles, Crash crash) {
        int committed = 0;
        int crashes = 0;
        for (int i = 0; i < script.size(); i++) {
            rig.take(script.get(i), i);
            if (random.nextInt(10) == 0) {
                rig.commit();
                committed = i + 1;
            } else if (idles && random.nextInt(12) == 0) {
                idle(rig);
            } else if (crashes < 12 && random.nextInt(12) == 0) {
                crash.on(rig);
                crashes++;
                i = committed - 1;
            }
        }
        finish(rig, script);
    }

    /** So long that what was touched is stored although no commit comes. */
    private static void idle(CommitRig rig) {
        for (int i = 0; i < 25; i++) {
            rig.tick();
        }
    }

    /** Long after everything, when all that is due has come. */
    private static void finish(CommitRig rig, List<Step> script) {
        rig.commit();
        long end = script.get(script.size() - 1).at() + Duration.ofDays(60).toMillis();
        for (int i = 0; i < 60; i++) {
            rig.take(new Step(null, null, null, end), 0);
        }
        rig.commit();
    }

    private static void assertSame(CommitRig rig, CommitRig expected) {
        assertThat(rig.told()).isEqualTo(expected.told());
        assertThat(rig.views()).isEqualTo(expected.views());
        assertSame(Names.IDENTITY_STORE, rig.identitiesUnderTheSetInForce(), expected.identitiesUnderTheSetInForce());
        for (String store : List.of(Names.TIMER_STORE, Names.TASK_STORE)) {
            assertSame(store, rig.contents(store), expected.contents(store));
        }
    }

    private static void assertSame(String store, Map<Bytes, byte[]> rows, Map<Bytes, byte[]> expected) {
        assertThat(rows.keySet()).isEqualTo(expected.keySet());
        rows.forEach(
                (key, value) -> assertThat(value).as(() -> store + " " + key).isEqualTo(expected.get(key)));
    }

    private static Map<String, String> open(CommitRig rig) {
        Map<String, String> open = new TreeMap<>();
        identities(rig.identitiesUnderTheSetInForce()).forEach((key, state) -> {
            StringBuilder text = new StringBuilder("set " + state.setVersion());
            state.commands().keySet().forEach(command -> text.append('\n').append(command));
            state.findings().values().stream()
                    .filter(finding -> finding.isOpen())
                    .forEach(finding ->
                            text.append('\n').append(finding.findingId()).append(finding.entitlements()));
            open.put(key, text.toString());
        });
        rig.views().forEach((key, value) -> open.put("view " + key, value));
        open.put("timers", timers(rig).toString());
        return open;
    }

    /** Without those of Story.PATIENT: when a command is repeated follows from when it was issued, which may be later again. */
    private static List<String> timers(CommitRig rig) {
        long lifetime = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
        return rig.contents(Names.TIMER_STORE).keySet().stream()
                .filter(row -> ByteBuffer.wrap(row.get()).getLong() < lifetime)
                .map(Object::toString)
                .toList();
    }

    private static TreeSet<Long> versions(CommitRig rig) {
        TreeSet<Long> versions = new TreeSet<>();
        identities(rig).values().forEach(state -> versions.add(state.setVersion()));
        return versions;
    }

    private static long lastVersion(CommitRig rig) {
        return versions(rig).last();
    }

    private static Map<String, IdentityState> identities(CommitRig rig) {
        return identities(rig.contents(Names.IDENTITY_STORE));
    }

    private static Map<String, IdentityState> identities(Map<Bytes, byte[]> rows) {
        IdentityCodec codec = new IdentityCodec();
        Map<String, IdentityState> states = new TreeMap<>();
        for (Map.Entry<Bytes, byte[]> row : rows.entrySet()) {
            String key = new String(row.getKey().get(), StandardCharsets.UTF_8);
            states.put(key, codec.decode(key, row.getValue()).state());
        }
        return states;
    }
}
