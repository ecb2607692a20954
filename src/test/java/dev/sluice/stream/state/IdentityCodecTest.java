package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Ids;
import dev.sluice.domain.Story;
import dev.sluice.domain.brake.Announced;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.FeedRun;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.provisioning.CommandKey;
import dev.sluice.domain.provisioning.OpenCommand;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.AccessAction;
import dev.sluice.event.CommandAction;
import dev.sluice.event.IdentityStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

class IdentityCodecTest {
    private static final Policies POLICIES = Story.governedPolicies();

    /** What the version without owners wrote of an identity that watches M1 and O1. */
    private static final String BEFORE_OWNERS =
            "057fffffffffffffff8000000000000000000080000000000000000004330000000000000000000000000000"
                    + "0000000201024d310206414354495645000c03024f31040a5445524d494e41544544010e000102001000";

    private final IdentityCodec codec = new IdentityCodec();

    @Property(tries = 1000)
    void whatIsReadBackLooksAndBehavesAsBefore(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        List<SpecificRecordBase> arrivals = Histories.shuffled(events, seed);
        int half = new Random(seed).nextInt(arrivals.size() + 1);
        Harness kept = new Harness(Story.ADA, POLICIES);
        arrivals.subList(0, half).forEach(kept::take);

        byte[] bytes = codec.encode(new StoredIdentity(kept.state(), new long[] {1, Long.MIN_VALUE}, 7));
        StoredIdentity read = codec.decode(Story.ADA, bytes);
        Harness stored = new Harness(read.state(), POLICIES);

        assertThat(codec.encode(read)).isEqualTo(bytes);
        assertThat(read.published()).containsExactly(1, Long.MIN_VALUE);
        assertThat(read.indexedDue()).isEqualTo(7);
        assertSame(stored, kept);
        kept.decisions().clear();
        long now = arrivals.subList(0, half).stream()
                .mapToLong(e -> EventView.of(e).occurredAt())
                .max()
                .orElse(Long.MIN_VALUE);
        for (SpecificRecordBase event : arrivals.subList(half, arrivals.size())) {
            now = Math.max(now, EventView.of(event).occurredAt());
            assertThat(stored.take(event, now)).isEqualTo(kept.take(event, now));
        }
        kept.advanceTo(Histories.endOf(events));
        stored.advanceTo(Histories.endOf(events));
        assertThat(stored.decisions()).isEqualTo(kept.decisions());
        assertSame(stored, kept);
    }

    @Property(tries = 500)
    void everyStepMayGoThroughTheStore(@ForAll("histories") List<SpecificRecordBase> events) {
        Harness kept = new Harness(Story.ADA, POLICIES);
        Harness stored = new Harness(Story.ADA, POLICIES);
        for (SpecificRecordBase event : events) {
            kept.take(event);
            stored.take(event);
            byte[] bytes = codec.encode(new StoredIdentity(stored.state(), new long[0], Long.MAX_VALUE));
            stored.replaceState(codec.decode(Story.ADA, bytes).state());
        }
        assertThat(stored.decisions()).isEqualTo(kept.decisions());
        assertSame(stored, kept);
    }

    @Property(tries = 500)
    void truncatedBytesAreRefused(@ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        byte[] bytes = encoded(events);
        int length = new Random(seed).nextInt(bytes.length);

        assertThatThrownBy(() -> codec.decode(Story.ADA, Arrays.copyOf(bytes, length)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
    }

    @Property(tries = 500)
    void bytesThatFollowAreRefused(@ForAll("histories") List<SpecificRecordBase> events) {
        byte[] bytes = encoded(events);

        assertThatThrownBy(() -> codec.decode(Story.ADA, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** A flipped byte may still be a readable text; anything else must be refused, without asking for much memory. */
    @Property(tries = 3000)
    void damagedBytesAreReadOrRefusedButNeverWorse(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        byte[] bytes = encoded(events);
        Random random = new Random(seed);
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
        }
        try {
            assertThat(codec.decode(Story.ADA, bytes).state().key()).isEqualTo(Story.ADA);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("damaged");
        }
    }

    @Test
    void aNewIdentityIsStoredAsWell() {
        byte[] bytes = codec.encode(StoredIdentity.fresh("E1"));

        assertThat(codec.encode(codec.decode("E1", bytes))).isEqualTo(bytes);
    }

    @Test
    void aNewerFormatIsRefusedWithAdvice() {
        byte[] bytes = codec.encode(StoredIdentity.fresh("E1"));
        bytes[0] = IdentityCodec.IN_BLOCKS + 1;

        assertThatThrownBy(() -> codec.decode("E1", bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at least as new");
    }

    @Test
    void anAnnouncedSizeThatCannotBeIsRefusedBeforeItIsAllocated() {
        byte[] twoThousandMillionTexts = {1, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};

        assertThatThrownBy(() -> codec.decode("E1", twoThousandMillionTexts))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("2147483647 elements can't be in 0 bytes");
    }

    private byte[] encoded(List<SpecificRecordBase> events) {
        Harness harness = new Harness(Story.ADA, POLICIES);
        events.forEach(harness::take);
        return codec.encode(new StoredIdentity(harness.state(), new long[] {3}, harness.nextDue()));
    }

    @Test
    void whatTheBrakeHoldsAndWhatFeedsListIsStored() {
        Harness harness = Story.ofAClerk().harness();
        IdentityState state = harness.state();
        state.announced().put(new Announcer(Announcer.Kind.END, "hr"), new Announced(5, Verdict.HELD, 50, 51));
        state.announced().put(Announcer.policySet(), new Announced(6, Verdict.DISCARDED, 60, 61));
        state.discarded().add(Ids.command("REVOKE", Story.ADA, "sap", "ada", "CLERK", 7));
        CommandKey held = new CommandKey("sap", "held", "", "", CommandAction.DISABLE_ACCOUNT);
        state.commands()
                .put(
                        held,
                        OpenCommand.ofALeaver(
                                        held, Ids.command("DISABLE_ACCOUNT", Story.ADA, "sap", "held", "", 8), 1, 8, 9)
                                .held("hr"));
        state.hr().list("hr", "f1", 100);
        state.hr().miss("hr", new FeedRun(200, "f2"));

        IdentityState read = codec.decode(
                        Story.ADA, codec.encode(new StoredIdentity(state, new long[] {3}, harness.nextDue())))
                .state();
        assertThat(read.announced()).isEqualTo(state.announced());
        assertThat(read.discarded()).isEqualTo(state.discarded());
        assertThat(read.commands()).isEqualTo(state.commands());
        assertThat(read.commands().get(held).heldBy()).isEqualTo("hr");
        assertThat(read.hr().absentSince()).isEqualTo(200);
        assertThat(read.hr().presence().get("hr").listed())
                .isEqualTo(state.hr().presence().get("hr").listed());
    }

    /** Of an account of its own, and of accounts that bore one name one after the other. */
    @Test
    void whenAccountsWereGivenTheAttributesOfTheirOwnerIsStored() {
        Story story = Story.ofAClerk();
        story.at("2026-01-02T00:00:00Z").createAccount("ldap", "al");
        story.at("2026-01-03T00:00:00Z").rename("ldap", "al", "ada");
        story.at("2026-01-04T00:00:00Z").createAccount("ldap", "al");
        story.at("2026-01-05T00:00:00Z").account(AccessAction.ACCOUNT_UPDATED, "ldap", "ada");
        story.at("2026-01-05T00:00:00Z").account(AccessAction.ACCOUNT_UPDATED, "sap", "ada");
        IdentityState state = story.harness().state();

        byte[] bytes = codec.encode(new StoredIdentity(state, new long[0], 1));
        IdentityState read = codec.decode(Story.ADA, bytes).state();

        assertThat(described(read))
                .isEqualTo(described(state))
                .containsEntry("ldap/ada", "2026-01-05T00:00:00Z")
                .containsEntry("ldap/al", "2026-01-04T00:00:00Z")
                .containsEntry("sap/ada", "2026-01-05T00:00:00Z");
    }

    private static Map<String, String> described(IdentityState state) {
        Map<String, String> described = new TreeMap<>();
        state.access()
                .accounts()
                .forEach((key, account) -> described.put(
                        key.system() + "/" + key.name(),
                        account.described() == null
                                ? ""
                                : Instant.ofEpochMilli(account.described().at()).toString()));
        return described;
    }

    @Test
    void exceptionsAndWatchesAreStored() {
        Story story = Story.ofAClerk();
        story.at("2026-01-01T00:00:00Z").update(Events.extra("x", "y"));
        story.at("2026-01-02T00:00:00Z").submitRequest("R1", "sap:PAY", "E9");
        story.at("2026-01-03T00:00:00Z").validTo("2026-05-01T00:00:00Z").grantException("sap:EXTRA", "E9");
        story.at("2026-01-04T00:00:00Z").revokeException("sap:OTHER");
        IdentityState state = story.harness().state();
        state.watches().watched().put("M1", new Known(IdentityStatus.ON_LEAVE, "M2", 7));
        state.watches().watched().put("M2", Known.UNHEARD);
        state.watches().watchers().add("E7");
        state.watches().tell(new Known(IdentityStatus.ACTIVE, null, 8));
        state.requests().byId().get("R1").assign("M2");

        IdentityState read = codec.decode(
                        Story.ADA, codec.encode(new StoredIdentity(state, new long[] {3}, Long.MAX_VALUE)))
                .state();
        assertThat(read.exceptions().bySubject()).isEqualTo(state.exceptions().bySubject());
        assertThat(read.exceptions().bySubject()).hasSize(2);
        assertThat(read.watches().watched()).isEqualTo(state.watches().watched());
        assertThat(read.watches().watchers()).containsExactly("E7");
        assertThat(read.watches().told()).isEqualTo(state.watches().told());
        assertThat(read.requests().byId().get("R1").assignee()).isEqualTo("M2");
    }

    @Test
    void whatOwnersTellIsStoredAtTheEndAndMayBeMissing() {
        IdentityState state = new IdentityState("S1");
        state.watches().watched().put("M1", new Known(IdentityStatus.ACTIVE, null, 6));
        state.watches().watched().put("O1", new Known(IdentityStatus.TERMINATED, "M1", 7));
        state.watches().tell(new Known(IdentityStatus.ACTIVE, null, 8));
        byte[] earlier = codec.encode(new StoredIdentity(state, new long[0], Long.MAX_VALUE));
        Known left = new Known(IdentityStatus.TERMINATED, "M1", 7, 5, null, 0);
        Known told = new Known(IdentityStatus.ACTIVE, null, 8, Long.MAX_VALUE, "Treasury", 3);
        state.watches().watched().put("O1", left);
        state.watches().tell(told);
        byte[] later = codec.encode(new StoredIdentity(state, new long[0], Long.MAX_VALUE));

        assertThat(later).hasSizeGreaterThan(earlier.length);
        IdentityState before = codec.decode("S1", earlier).state();
        assertThat(before.watches().watched().get("O1")).isEqualTo(new Known(IdentityStatus.TERMINATED, "M1", 7));
        assertThat(before.watches().told().department()).isNull();
        IdentityState after = codec.decode("S1", later).state();
        assertThat(after.watches().watched()).isEqualTo(state.watches().watched());
        assertThat(after.watches().told()).isEqualTo(told);
        assertThat(after.sessionWatch()).isEqualTo(state.sessionWatch());
    }

    @Test
    void aRowOfTheVersionBeforeOwnersIsRead() {
        IdentityState read =
                codec.decode("S1", HexFormat.of().parseHex(BEFORE_OWNERS)).state();

        assertThat(read.watches().watched())
                .containsOnly(
                        Map.entry("M1", new Known(IdentityStatus.ACTIVE, null, 6)),
                        Map.entry("O1", new Known(IdentityStatus.TERMINATED, "M1", 7)));
        assertThat(read.watches().told()).isEqualTo(new Known(IdentityStatus.ACTIVE, null, 8));
    }

    private static void assertSame(Harness actual, Harness expected) {
        assertThat(actual.nextDue()).isEqualTo(expected.nextDue());
        assertThat(actual.pages().head()).isEqualTo(expected.pages().head());
        assertThat(actual.pages().pages()).isEqualTo(expected.pages().pages());
        assertThat(actual.openFindings()).isEqualTo(expected.openFindings());
        assertThat(actual.state().commands()).isEqualTo(expected.state().commands());
        assertThat(actual.state().disabledByUs()).isEqualTo(expected.state().disabledByUs());
        assertThat(actual.state().lapsed()).isEqualTo(expected.state().lapsed());
        assertThat(actual.state().crossings()).isEqualTo(expected.state().crossings());
        assertThat(actual.state().graces()).isEqualTo(expected.state().graces());
        assertThat(actual.state().revoked()).isEqualTo(expected.state().revoked());
        assertThat(actual.state().isOwed()).isEqualTo(expected.state().isOwed());
        assertThat(stored(actual)).isEqualTo(stored(expected));
        assertThat(actual.state().closedAttempts()).isEqualTo(expected.state().closedAttempts());
    }

    private static Map<String, String> stored(Harness harness) {
        Map<String, String> stored = new TreeMap<>();
        harness.state()
                .requests()
                .byId()
                .forEach((id, request) -> stored.put(id, request.ticket() + " " + request.facts()));
        return stored;
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.governed();
    }
}
