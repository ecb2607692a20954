package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Accounts of very many entitlements, in blocks that are split, replaced row by row, and emptied. */
class ManyRowsTest {
    private static final Policies POLICIES = Policies.of(1, Story.enforced("sap"), Story.enforced("säp"));
    private static final long BASE = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final int EVENTS = 70;

    /** Among them are prefixes of each other, and such as sort in another order as bytes than as texts. */
    private static final List<String> STEMS = List.of(
            "R", "R1", "Rolle", "Rollé", "Ro", "é", "è", "\uD83D\uDE00", "\uD83D\uDE00R", "\uFFFD", "\uFF21", "Z", "z");

    private static final List<String> SYSTEMS = List.of("sap", "sap", "sap", "sa", "sapx", "säp", "\uD83D\uDE00");

    /** One identity three times: kept as objects, stored as bytes at each step, and kept in parts. */
    private static final class Triplets {
        private final IdentityCodec codec = new IdentityCodec();
        private final Harness kept = new Harness(Story.ADA, POLICIES);
        private final Harness throughBytes = new Harness(Story.ADA, POLICIES);
        private final Harness throughParts = new Harness(Story.ADA, POLICIES);
        private StoredIdentity inBytes = new StoredIdentity(throughBytes.state(), new long[0], Long.MAX_VALUE);
        private StoredIdentity inParts = new StoredIdentity(throughParts.state(), new long[0], Long.MAX_VALUE);
        private int decisions;
        private int mostBlocks;
        private int mostShelves;
        private AccessPages before;
        private int unchangedPages;

        void take(SpecificRecordBase event) {
            boolean merged = kept.take(event);
            assertThat(throughBytes.take(event)).isEqualTo(merged);
            assertThat(throughParts.take(event)).isEqualTo(merged);
            store();
        }

        void advanceTo(long instant) {
            kept.advanceTo(instant);
            throughBytes.advanceTo(instant);
            throughParts.advanceTo(instant);
            store();
        }

        private void store() {
            long due = kept.nextDue();
            assertThat(throughBytes.nextDue()).isEqualTo(due);
            assertThat(throughParts.nextDue()).isEqualTo(due);
            byte[] bytes = codec.bytes(codec.image(inBytes, due));
            inBytes = codec.decode(Story.ADA, bytes);
            throughBytes.replaceState(inBytes.state());
            IdentityImage image = codec.image(inParts, due);
            inParts = codec.open(Story.ADA, image);
            throughParts.replaceState(inParts.state());

            assertThat(image.bytes()).isGreaterThanOrEqualTo(bytes.length);
            assertThat(codec.bytes(image)).isEqualTo(bytes);
            for (NameImage name : image.names()) {
                mostBlocks = Math.max(mostBlocks, name.blocks().size());
                mostShelves = Math.max(mostShelves, name.blocks().count());
            }
            assertSameDecisions();
            assertSame(codec.decode(Story.ADA, bytes).state());
            assertSame(codec.open(Story.ADA, image).state());
            assertThatDigestsTellWhatHasChanged(image);
        }

        /** With the image from which the next one is made, which remembers what it was asked. */
        private void assertThatDigestsTellWhatHasChanged(IdentityImage image) {
            AccessPages asked =
                    AccessPages.digested(codec.open(Story.ADA, image).state(), POLICIES);
            AccessPages now = AccessPages.of(kept.state(), POLICIES);
            assertThat(asked.pageCount()).isEqualTo(now.pageCount());
            for (int i = 0; i < now.pageCount(); i++) {
                assertThat(asked.digest(i)).isEqualTo(now.digest(i));
                BitSet one = new BitSet();
                one.set(i);
                assertThat(asked.pages(one)).containsExactly(now.pages().get(i));
                if (before != null && before.pageCount() == now.pageCount()) {
                    boolean same = before.pages().get(i).equals(now.pages().get(i));
                    assertThat(before.digest(i) == now.digest(i)).isEqualTo(same);
                    unchangedPages += same ? 1 : 0;
                }
            }
            before = now;
        }

        private void assertSameDecisions() {
            List<Harness.Decision> latest =
                    kept.decisions().subList(decisions, kept.decisions().size());
            assertThat(throughBytes
                            .decisions()
                            .subList(decisions, throughBytes.decisions().size()))
                    .isEqualTo(latest);
            assertThat(throughParts
                            .decisions()
                            .subList(decisions, throughParts.decisions().size()))
                    .isEqualTo(latest);
            decisions = kept.decisions().size();
        }

        /** By way of another copy: looking at everything reads everything. */
        private void assertSame(IdentityState state) {
            assertThat(state.access().rowCount())
                    .isEqualTo(kept.state().access().rowCount());
            assertThat(state.access().accountCount())
                    .isEqualTo(kept.state().access().accountCount());
            Harness copy = new Harness(state, POLICIES);
            assertThat(copy.nextDue()).isEqualTo(kept.nextDue());
            assertThat(copy.pages().head()).isEqualTo(kept.pages().head());
            assertThat(copy.pages().pages()).isEqualTo(kept.pages().pages());
            assertThat(state.access().rowCount())
                    .isEqualTo(kept.state().access().rowCount());
            assertThat(copy.openFindings()).isEqualTo(kept.openFindings());
            assertThat(state.commands()).isEqualTo(kept.state().commands());
            assertThat(state.closedAttempts()).isEqualTo(kept.state().closedAttempts());
        }
    }

    private static final class Writer {
        private final Random random;
        private final List<EntitlementRef> entitlements = new ArrayList<>();
        private long at = BASE;
        private int number;

        Writer(Random random, int least, int most) {
            this.random = random;
            int count = least + random.nextInt(most - least + 1);
            for (int i = 0; i < count; i++) {
                entitlements.add(new EntitlementRef(
                        pick(SYSTEMS), pick(STEMS) + (random.nextInt(5) == 0 ? "" : random.nextInt(most / 6))));
            }
        }

        private <T> T pick(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        SpecificRecordBase next() {
            at += random.nextInt(20) == 0
                    ? Duration.ofDays(20).toMillis()
                    : Duration.ofMinutes(random.nextInt(600)).toMillis();
            return switch (random.nextInt(20)) {
                case 0 -> Events.identity(header(), Story.ADA, IdentityAction.HIRED);
                case 1 -> Events.identity(header(), Story.ADA, IdentityAction.TERMINATED);
                case 2 -> Events.identity(header(), Story.ADA, IdentityAction.REHIRED);
                case 3 -> event(AccessAction.ACCOUNT_DELETED);
                case 4 -> {
                    AccessEvent renamed = event(AccessAction.ACCOUNT_RENAMED);
                    renamed.setPreviousName(pick(List.of("ada", "löve")));
                    yield renamed;
                }
                case 5, 6 -> snapshot(entitlements.size());
                case 7 -> snapshot(2);
                case 8, 9, 10, 11 -> single(AccessAction.ENTITLEMENT_REVOKED);
                default -> single(AccessAction.ENTITLEMENT_GRANTED);
            };
        }

        AccessEvent snapshot(int atMost) {
            AccessEvent event = event(AccessAction.ACCESS_SNAPSHOT);
            List<EntitlementRef> some = new ArrayList<>();
            int odds = 1 + random.nextInt(4);
            for (EntitlementRef entitlement : entitlements) {
                if (some.size() < atMost && random.nextInt(odds) == 0) {
                    some.add(entitlement);
                }
            }
            event.setSnapshot(some);
            return event;
        }

        private AccessEvent single(AccessAction action) {
            AccessEvent event = event(action);
            event.setEntitlement(pick(entitlements));
            if (action == AccessAction.ENTITLEMENT_GRANTED && random.nextInt(3) == 0) {
                event.setValidFrom(Instant.ofEpochMilli(
                        at + Duration.ofHours(random.nextInt(100)).toMillis()));
            }
            if (action == AccessAction.ENTITLEMENT_GRANTED && random.nextInt(3) == 0) {
                event.setValidTo(Instant.ofEpochMilli(
                        at + Duration.ofHours(101 + random.nextInt(300)).toMillis()));
            }
            return event;
        }

        private AccessEvent event(AccessAction action) {
            AccountRef account =
                    Events.account(random.nextInt(8) == 0 ? "säp" : "sap", random.nextInt(8) == 0 ? "löve" : "ada");
            return Events.access(header(), Story.ADA, action, account);
        }

        /** Sometimes late. */
        private Header header() {
            long late = random.nextInt(8) == 0
                    ? Duration.ofHours(random.nextInt(100)).toMillis()
                    : 0;
            return Events.header("e" + ++number, pick(List.of("sap", "häp")), null, at - late);
        }
    }

    @Property(tries = 25)
    void whateverTheWayThroughTheStoreAllIsTheSameAtEveryStep(@ForAll long seed) {
        Random random = new Random(seed);
        Writer writer = new Writer(random, 1, 200);
        Triplets triplets = new Triplets();
        if (random.nextBoolean()) {
            triplets.take(writer.snapshot(200));
        }
        goThroughTheStore(random, writer, triplets, EVENTS);
    }

    /** So many that their blocks lie on several shelves, and that a few changes leave most of them alone. */
    @Property(tries = 6)
    void alsoWhereThereAreSeveralShelvesOfBlocks(@ForAll long seed) {
        Random random = new Random(seed);
        Writer writer = new Writer(random, 1200, 2500);
        Triplets triplets = new Triplets();
        AccessEvent everything = writer.event(AccessAction.ACCESS_SNAPSHOT);
        everything.setSnapshot(writer.entitlements);
        triplets.take(everything);
        goThroughTheStore(random, writer, triplets, EVENTS / 2);

        assertThat(triplets.mostShelves).isGreaterThan(1);
    }

    private static void goThroughTheStore(Random random, Writer writer, Triplets triplets, int events) {
        for (int i = 0; i < events; i++) {
            SpecificRecordBase event = writer.next();
            triplets.take(event);
            if (random.nextInt(10) == 0) {
                triplets.advanceTo(
                        writer.at + Duration.ofHours(random.nextInt(50)).toMillis());
            }
        }
        triplets.advanceTo(writer.at + Duration.ofDays(100).toMillis());
    }

    @Test
    void blocksAreSplitAndShrinkToNothingAndFillAgain() {
        Triplets triplets = new Triplets();
        List<EntitlementRef> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            all.add(new EntitlementRef("sap", "R" + i));
        }
        for (int day = 0; day < 250; day += 50) {
            triplets.take(snapshot(day, all));
            triplets.take(snapshot(day + 1, List.of()));
            triplets.take(snapshot(day + 2, List.of(all.get(7))));
        }
        assertThat(triplets.mostBlocks).isGreaterThanOrEqualTo(300 / IdentityCodec.MAX_ROWS);
        assertThat(triplets.kept.state().access().rowCount()).isLessThan(600);
        triplets.advanceTo(BASE + Duration.ofDays(400).toMillis());
        // Until all snapshots that list something are folded into the rows, and these are over for long.
        for (int day = 450; day < 550; day += 2) {
            triplets.take(snapshot(day, List.of()));
        }

        assertThat(triplets.inParts.state().access().rowCount()).isZero();
        assertThat(triplets.inParts.image().names().get(0).blocks()).isEmpty();

        triplets.take(snapshot(551, all));
        assertThat(triplets.inParts.state().access().rowCount()).isEqualTo(300);
    }

    /** One row after the other, each before all that are there: it always is the first block that grows. */
    @Test
    void rowsThatComeInDescendingOrderAreFoundAgain() {
        Triplets triplets = new Triplets();
        for (int i = 150; i > 0; i--) {
            AccessEvent granted = event(150 - i, AccessAction.ENTITLEMENT_GRANTED);
            granted.setEntitlement(new EntitlementRef("sap", "R" + (1000 + i)));
            triplets.take(granted);
        }
        for (int i = 150; i > 0; i -= 3) {
            AccessEvent revoked = event(300 - i, AccessAction.ENTITLEMENT_REVOKED);
            revoked.setEntitlement(new EntitlementRef("sap", "R" + (1000 + i)));
            triplets.take(revoked);
        }

        assertThat(triplets.kept.held()).hasSize(100);
        assertThat(triplets.unchangedPages).isGreaterThan(100);
        assertThat(triplets.mostBlocks).isGreaterThanOrEqualTo(5);
    }

    /** What most events do: one row of many, and then the identity is stored. */
    @Test
    void anEventLeavesTheBlocksAloneThatItDoesNotConcern() {
        Triplets triplets = new Triplets();
        List<EntitlementRef> all = new ArrayList<>();
        for (int i = 100; i < 300; i++) {
            all.add(new EntitlementRef("sap", "R" + i));
        }
        triplets.take(snapshot(0, all));
        List<RowsImage> before = triplets.inParts.image().names().get(0).blocks();
        AccessEvent revoked = event(0, AccessAction.ENTITLEMENT_REVOKED);
        revoked.setEntitlement(all.get(120));
        triplets.take(revoked);
        List<RowsImage> after = triplets.inParts.image().names().get(0).blocks();

        assertThat(after).hasSameSizeAs(before);
        int replaced = 0;
        for (int i = 0; i < after.size(); i++) {
            replaced += after.get(i) == before.get(i) ? 0 : 1;
        }
        assertThat(replaced).isEqualTo(1);
        EntitlementKey key = EntitlementKey.of(all.get(120));
        assertThat(triplets.inParts
                        .state()
                        .access()
                        .accounts()
                        .get(new AccountKey("sap", "ada"))
                        .rows()
                        .get(key)
                        .revokes()
                        .size())
                .isEqualTo(1);
    }

    private static AccessEvent snapshot(int day, List<EntitlementRef> listed) {
        AccessEvent event = event(day * 24, AccessAction.ACCESS_SNAPSHOT);
        event.setSnapshot(listed);
        return event;
    }

    private static int events;

    private static AccessEvent event(int hour, AccessAction action) {
        long at = BASE + Duration.ofHours(hour).toMillis() + 1;
        AccessEvent event = Events.access(
                Events.header("e" + ++events, "sap", null, at), Story.ADA, action, Events.account("sap", "ada"));
        assertThat(EventView.of(event).occurredAt()).isEqualTo(at);
        return event;
    }
}
