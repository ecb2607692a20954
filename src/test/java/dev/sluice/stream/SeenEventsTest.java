package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.stream.SeenEvents.Verdict;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of events seen, whatever becomes of the task in between. */
class SeenEventsTest {
    private static final long PERIOD = 1_000;
    private static final int SLICE = 256;

    @Test
    void aRepeatIsAuditedAndAnIdThatIsUsedAgainRefused() {
        try (StageRig rig = StageRig.with().start()) {
            IdentityEvent event = Events.identity(rig.header("2026-01-02T00:00:00Z"), "E1", IdentityAction.HIRED);
            rig.pipe(event).pipe(event);
            event.setReason("another");
            rig.pipe(event);

            assertThat(rig.audit())
                    .extracting(AuditEvent::getOutcome)
                    .containsExactly(AuditOutcome.APPLIED, AuditOutcome.DUPLICATE, AuditOutcome.DEAD_LETTERED);
            assertThat(rig.deadLetterReasons()).containsExactly("EVENT_ID_REUSED");
        }
    }

    @Test
    void isToldByCategorySubjectSourceAndId() {
        SeenEvents seen = new SeenEvents(SeenStores.inMemory());
        seen.remember(event("e1"), 1, 0);

        assertThat(seen.look(event("e1"), 1)).isEqualTo(Verdict.DUPLICATE);
        assertThat(seen.look(event("e1"), 2)).isEqualTo(Verdict.ID_REUSED);
        assertThat(seen.look(event("e2"), 1)).isEqualTo(Verdict.NEW);
        assertThat(seen.look(SeenStores.event("identity", "E1", "other", "e1"), 1))
                .isEqualTo(Verdict.NEW);
        assertThat(seen.look(SeenStores.event("identity", "E2", "test", "e1"), 1))
                .isEqualTo(Verdict.NEW);
        assertThat(seen.look(SeenStores.event("access", "E1", "test", "e1"), 1)).isEqualTo(Verdict.NEW);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, SLICE - 1, SLICE, SLICE + 1, 1_000, Integer.MAX_VALUE})
    void isKnownBeforeAndAfterItIsStoredAndByTheNextTask(int eventsPerCommit) {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < 2_000; i++) {
            seen.remember(event("e" + i), i, i);
            if ((i + 1) % eventsPerCommit == 0) {
                seen.flush();
            }
        }
        assertKnown(seen, 2_000);
        seen.flush();
        assertKnown(seen, 2_000);
        assertKnown(new SeenEvents(store), 2_000);
    }

    @Test
    void whatWasNotCommittedIsNewAgain() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        seen.remember(event("e0"), 0, 0);
        seen.flush();
        seen.remember(event("e1"), 1, 1);
        SeenEvents next = new SeenEvents(store);

        assertThat(next.look(event("e0"), 0)).isEqualTo(Verdict.DUPLICATE);
        assertThat(next.look(event("e1"), 1)).isEqualTo(Verdict.NEW);
    }

    @Test
    void aStoredBatchIsNeverWrittenAgain() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        seen.remember(event("e0"), 0, 0);
        seen.flush();
        byte[] first = SeenStores.rows(store).get(0).value;
        seen = new SeenEvents(store);
        seen.flush();
        seen.remember(event("e1"), 1, 1);
        seen.flush();
        seen.flush();

        assertThat(SeenStores.rows(store)).hasSize(2);
        assertThat(SeenStores.rows(store).get(0).value).isEqualTo(first);
    }

    /** Batches that end where the 32 bits of the number that the table knows begin anew. */
    @Test
    void numbersGoOnBeyondThirtyTwoBits() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenBatch batch = SeenBatch.begin();
        batch.add(EventHash.of(event("first")), 7, 0);
        store.put(SeenBatch.key(0xffff_fffdL), batch.row());
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < 10; i++) {
            seen.remember(event("e" + i), i, i);
            seen.flush();
        }

        assertThat(seen.look(event("first"), 7)).isEqualTo(Verdict.DUPLICATE);
        assertKnown(seen, 10);
        assertKnown(new SeenEvents(store), 10);
        assertThat(SeenStores.rows(store))
                .extracting(row -> SeenBatch.number(row.key))
                .doesNotContain(0x1_0000_0000L)
                .contains(0xffff_ffffL, 0x1_0000_0001L);
    }

    @Test
    void aRunThatComesAgainReadsEachBatchOnce() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < 10 * SLICE; i++) {
            seen.remember(event("e" + i), i, i);
        }
        seen.flush();
        SeenStores.Calls calls = new SeenStores.Calls();
        SeenEvents next = new SeenEvents(SeenStores.watched(store, calls));
        assertKnown(next, 10 * SLICE);

        assertThat(calls.of("get")).isEqualTo(10);
    }

    @Test
    void aNewEventNeedsNoReadAndLittleWriting() {
        SeenStores.Calls calls = new SeenStores.Calls();
        SeenEvents seen = new SeenEvents(SeenStores.watched(SeenStores.inMemory(), calls));
        int before = calls.all();
        for (int i = 0; i < 10 * SLICE; i++) {
            assertThat(seen.look(event("e" + i), i)).isEqualTo(Verdict.NEW);
            seen.remember(event("e" + i), i, PERIOD);
            seen.sweep(0);
        }
        seen.flush();

        assertThat(calls.of("put")).isEqualTo(10);
        assertThat(calls.all() - before).isEqualTo(10);
    }

    @Test
    void whatIsOlderThanThePeriodGoesFromTheStoreAndTheTable() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenTable table = new SeenTable();
        SeenEvents seen = new SeenEvents(store, table);
        for (int i = 0; i < 20_000; i++) {
            assertThat(seen.look(event("e" + i), i)).isEqualTo(Verdict.NEW);
            seen.remember(event("e" + i), i, i);
            seen.sweep(i - PERIOD);
            if (i % 100 == 0) {
                seen.flush();
            }
            if (i >= PERIOD && i % 97 == 0) {
                long youngest = i - PERIOD;
                assertThat(seen.look(event("e" + youngest), youngest)).isEqualTo(Verdict.DUPLICATE);
            }
        }

        assertThat(seen.look(event("e0"), 0)).isEqualTo(Verdict.NEW);
        assertThat(table.size()).as("of 20,000").isLessThan(5_000);
        assertThat(SeenStores.rows(store)).hasSizeLessThan(20);
    }

    @Test
    void aSweepDoesABoundedAmountOfWork() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < 5_000; i++) {
            seen.remember(event("e" + i), i, i);
            if (i % 3 == 0) {
                seen.flush();
            }
        }
        seen.flush();
        SeenStores.Calls calls = new SeenStores.Calls();
        SeenEvents next = new SeenEvents(SeenStores.watched(store, calls));
        for (int i = 0; i < 2_000; i++) {
            next.remember(event("f" + i), i, 10_000);
            int before = calls.of("delete");
            next.sweep(9_000);
            assertThat(calls.of("delete") - before).isLessThanOrEqualTo(SLICE);
        }
        next.flush();

        assertThat(next.look(event("e4999"), 4_999)).isEqualTo(Verdict.NEW);
        assertThat(SeenStores.rows(store)).hasSize(8);
    }

    /** An earlier version that ran in between takes old batches for old rows of its own. */
    @Test
    void aGapBetweenTheBatchesDoesNoHarm() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < 100; i++) {
            seen.remember(event("e" + i), i, i);
            seen.flush();
        }
        for (long number = 40; number < 60; number++) {
            store.delete(SeenBatch.key(number));
        }
        SeenEvents next = new SeenEvents(store);
        assertThat(next.look(event("e38"), 38)).isEqualTo(Verdict.DUPLICATE);
        assertThat(next.look(event("e39"), 39)).isEqualTo(Verdict.NEW);
        for (int i = 0; i < SLICE; i++) {
            next.remember(event("f" + i), i, PERIOD);
            next.sweep(95);
        }
        next.flush();

        assertThat(next.look(event("e94"), 94)).isEqualTo(Verdict.NEW);
        assertThat(next.look(event("e95"), 95)).isEqualTo(Verdict.DUPLICATE);
        assertThat(SeenStores.rows(store)).hasSize(6);
    }

    @Property(tries = 200)
    void answersAsAMapWould(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 700) int eventsPerCommit,
            @ForAll @IntRange(min = 0, max = 32) int comparedBits,
            @ForAll @IntRange(min = 50, max = 2_000) int ids) {
        new SeenEventsModel(SeenStores.inMemory(), random, comparedBits, eventsPerCommit, ids, PERIOD).run(3_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 255, 256, 257, 700, 1_000, 1_300})
    void oldRowsAreKnownBeforeWhileAndAfterTheyAreMoved(int otherEvents) {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenStores.putOldRows(store, 1_000, 0);
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < otherEvents; i++) {
            seen.remember(event("f" + i), i, 1);
            seen.sweep(0);
        }
        assertOldRowsKnown(seen, 1_000);
        assertThat(seen.look(event("g"), 1)).isEqualTo(Verdict.NEW);
        seen.flush();

        assertOldRowsKnown(new SeenEvents(store), 1_000);
        if (otherEvents >= SLICE) {
            assertThat(SeenStores.rows(store))
                    .hasSizeLessThan(20)
                    .allMatch(row -> row.key.get()[0] == 0);
        }
    }

    @Test
    void oldRowsBeyondThePeriodAreNotMoved() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenStores.putOldRows(store, 1_000, 0);
        SeenEvents seen = new SeenEvents(store);
        for (int i = 0; i < SLICE; i++) {
            seen.remember(event("f" + i), i, PERIOD);
            seen.sweep(500);
        }
        seen.flush();

        assertThat(seen.look(SeenStores.oldEvent(499), 499)).isEqualTo(Verdict.NEW);
        assertThat(seen.look(SeenStores.oldEvent(500), 500)).isEqualTo(Verdict.DUPLICATE);
    }

    /** A store that is not taken back: the rows that were written before the crash stay. */
    @Property(tries = 300)
    void aCrashInTheMiddleOfTheMoveLosesNothing(@ForAll @IntRange(min = 0, max = 600) int writes) {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenStores.putOldRows(store, 600, 0);
        SeenStores.Calls calls = new SeenStores.Calls();
        calls.failAfterWrites(writes);
        SeenEvents seen = new SeenEvents(SeenStores.watched(store, calls));
        assertThatThrownBy(() -> rememberOthers(seen, 1_000)).isInstanceOf(SeenStores.Crash.class);

        SeenEvents next = new SeenEvents(store);
        assertOldRowsKnown(next, 600);
        rememberOthers(next, 200);
        assertOldRowsKnown(next, 600);
        assertThat(SeenStores.rows(store)).allMatch(row -> row.key.get()[0] == 0);
        assertOldRowsKnown(new SeenEvents(store), 600);
    }

    @Test
    void aRowOfALaterFormatStopsTheTask() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        store.put(SeenBatch.key(1), new byte[] {5, 0, 0, 0, 0, 0, 0, 0, 0});

        assertThatThrownBy(() -> new SeenEvents(store)).hasMessageContaining("format 5");
    }

    /** Key and value of a row, byte by byte: what is stored must be read by every later version. */
    @Test
    void aBatchIsStoredAsItHasAlwaysBeen() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.inMemory();
        SeenEvents seen = new SeenEvents(store);
        seen.remember(SeenStores.event("identity", "E1", "workday-prod", "e1"), 0x1122334455667788L, 1_000);
        seen.remember(SeenStores.event("identity", "E1", "workday-prod", "e1"), 9, 999);
        seen.flush();

        assertThat(SeenStores.rows(store)).hasSize(1);
        assertThat(SeenStores.hex(SeenStores.rows(store).get(0).key.get())).isEqualTo("0000000000000001");
        assertThat(SeenStores.hex(SeenStores.rows(store).get(0).value))
                .isEqualTo("03" + "00000000000003e8"
                        + "2e69bdcf5d3949b1" + "8f7a35dde15cfdc3" + "1122334455667788"
                        + "2e69bdcf5d3949b1" + "8f7a35dde15cfdc3" + "0000000000000009");
    }

    private static void rememberOthers(SeenEvents seen, int count) {
        for (int i = 0; i < count; i++) {
            seen.remember(event("f" + i), i, 1);
            seen.sweep(0);
        }
        seen.flush();
    }

    private static void assertOldRowsKnown(SeenEvents seen, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(seen.look(SeenStores.oldEvent(i), i)).isEqualTo(Verdict.DUPLICATE);
            Verdict other = SeenStores.isOfFormat1(i) ? Verdict.DUPLICATE : Verdict.ID_REUSED;
            assertThat(seen.look(SeenStores.oldEvent(i), -1)).isEqualTo(other);
        }
    }

    private static void assertKnown(SeenEvents seen, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(seen.look(event("e" + i), i)).isEqualTo(Verdict.DUPLICATE);
            if (i % 10 == 0) {
                assertThat(seen.look(event("e" + i), -1)).isEqualTo(Verdict.ID_REUSED);
            }
        }
        assertThat(seen.look(event("e" + count), count)).isEqualTo(Verdict.NEW);
    }

    private static EventView event(String eventId) {
        return SeenStores.event("identity", "E1", "test", eventId);
    }
}
