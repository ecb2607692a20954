package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.registry.Backoff;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class LaneTest {
    private static final Encoder TEXT = message -> Texts.of(message).getBytes(StandardCharsets.UTF_8);

    private final FakeTarget target = new FakeTarget();
    private final List<String> parked = new CopyOnWriteArrayList<>();
    private final List<RelayException> failures = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile boolean proven;
    private volatile boolean parkingDown;
    private Lane lane;
    private Thread thread;

    /** Does what the test says, and remembers what it was given. */
    private static final class FakeTarget implements Target {
        private final List<List<String>> batches = new CopyOnWriteArrayList<>();
        private final List<String> taken = new CopyOnWriteArrayList<>();
        private volatile Predicate<List<String>> takes = batch -> true;
        private volatile Predicate<String> valid = text -> true;
        private volatile boolean hints;
        private volatile boolean confirms = true;
        private volatile DeliveryFailure failure;
        private int unconfirmed;
        private volatile int resets;

        @Override
        public void open() {}

        @Override
        public void send(List<Outgoing> records) throws DeliveryFailure {
            List<String> texts = records.stream()
                    .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
                    .toList();
            batches.add(texts);
            if (failure != null) {
                throw failure;
            }
            if (!takes.test(texts)) {
                throw new Unavailable("It is down.", null);
            }
            for (int i = 0; i < texts.size(); i++) {
                if (!valid.test(texts.get(i))) {
                    throw new Refused(
                            ParkReason.REFUSED_INVALID, "bad", hints ? OptionalInt.of(i) : OptionalInt.empty());
                }
            }
            taken.addAll(texts);
            unconfirmed += texts.size();
        }

        @Override
        public int confirmed(boolean hurry) {
            if (!confirms) {
                return 0;
            }
            int now = unconfirmed;
            unconfirmed = 0;
            return now;
        }

        @Override
        public void reset() {
            unconfirmed = 0;
            resets++;
        }

        @Override
        public void close() {}
    }

    private Lane lane(BatchLimits limits, int parkedStop) {
        lane = new Lane(
                "test",
                TEXT,
                target,
                (message, reason, detail) -> {
                    if (parkingDown) {
                        throw new Unavailable("The topic is missing.", null);
                    }
                    parked.add(message.offset() + " " + reason);
                },
                new Lane.Settings(
                        limits,
                        new Backoff(Duration.ofMillis(2), Duration.ofMillis(10), () -> 1.0),
                        Duration.ofMillis(300),
                        parkedStop),
                new RelayMetrics(meters, "test", () -> 0, () -> true),
                new LaneOwner() {
                    @Override
                    public void proven() {
                        proven = true;
                    }

                    @Override
                    public boolean isProven() {
                        return proven;
                    }

                    @Override
                    public void fail(RelayException failure) {
                        failures.add(failure);
                    }
                },
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        thread = new Thread(lane);
        return lane;
    }

    private Lane lane() {
        return lane(new BatchLimits(100, 1_000, 50, false), 0);
    }

    @AfterEach
    void stop() throws InterruptedException {
        lane.stop();
        thread.interrupt();
        thread.join();
    }

    private static String[] numbers(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add("r" + i);
        }
        return all.toArray(String[]::new);
    }

    private double count(String meter) {
        return meters.get(meter).counter().count();
    }

    @Test
    void deliversInOrderWithinTheLimitsOfABatch() {
        Progress progress = Messages.progress(0);
        lane(new BatchLimits(7, 12, 50, false), 0).offer(Messages.slots(progress, 0, numbers(0, 20)));
        thread.start();

        await().until(() -> progress.open() == 0);
        assertThat(target.taken).containsExactly(numbers(0, 20));
        assertThat(target.batches)
                .allSatisfy(batch -> assertThat(String.join("", batch).length()).isLessThanOrEqualTo(12))
                .allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(7));
        assertThat(progress.committable()).isEqualTo(OptionalLong.of(20));
        await().until(() -> lane.bytes() == 0);
        await().until(() -> count("sluice.relay.delivered") == 20);
    }

    @Test
    void aBatchIsOfOnePartitionWhereTheTargetNeedsIt() {
        Progress first = Messages.progress(0);
        Progress second = Messages.progress(1);
        lane(new BatchLimits(100, 1_000, 50, true), 0);
        lane.offer(Messages.slots(first, 0, "a", "b"));
        lane.offer(Messages.slots(second, 0, "c"));
        lane.offer(Messages.slots(first, 2, "d"));
        thread.start();

        await().until(() -> first.open() + second.open() == 0);
        assertThat(target.batches).containsExactly(List.of("a", "b"), List.of("c"), List.of("d"));
    }

    @Test
    void sendsAgainFromTheFirstUnconfirmedAndCommitsNothingBefore() {
        Progress progress = Messages.progress(0);
        target.confirms = false;
        lane(new BatchLimits(2, 1_000, 50, false), 0).offer(Messages.slots(progress, 0, numbers(0, 4)));
        thread.start();
        await().until(() -> target.taken.size() == 4);
        assertThat(progress.committable()).isEmpty();

        target.takes = batch -> false;
        lane.offer(Messages.slots(progress, 4, "r4"));
        await().until(() -> target.resets > 0);
        target.confirms = true;
        target.takes = batch -> true;

        await().until(() -> progress.open() == 0);
        assertThat(target.taken).containsExactly("r0", "r1", "r2", "r3", "r0", "r1", "r2", "r3", "r4");
        assertThat(count("sluice.relay.retried")).isGreaterThanOrEqualTo(5);
        assertThat(lane.well()).isTrue();
    }

    @Test
    void findsTheRefusedRecordsOfABatchAndParksThemAlone() {
        for (boolean hints : new boolean[] {false, true}) {
            target.taken.clear();
            parked.clear();
            target.hints = hints;
            target.valid = text -> !text.endsWith("3") && !text.endsWith("7");
            Progress progress = Messages.progress(0);
            Lane own = lane(new BatchLimits(100, 1_000, 50, false), 0);
            own.offer(Messages.slots(progress, 0, numbers(0, 20)));
            thread.start();

            await().until(() -> progress.open() == 0);
            assertThat(parked)
                    .containsExactly(
                            "3 REFUSED_INVALID", "7 REFUSED_INVALID", "13 REFUSED_INVALID", "17 REFUSED_INVALID");
            assertThat(target.taken).hasSize(16).doesNotHaveDuplicates().doesNotContain("r3", "r7", "r13", "r17");
            assertThat(progress.committable()).isEqualTo(OptionalLong.of(20));
            own.stop();
        }
    }

    @Test
    void parksWhatIsTooLargeOrNoTextAndGoesOn() {
        Progress progress = Messages.progress(0);
        lane().offer(Messages.slots(progress, 0, "a", "x".repeat(51), null, "b"));
        thread.start();

        await().until(() -> progress.open() == 0);
        assertThat(target.taken).containsExactly("a", "b");
        assertThat(parked).containsExactly("1 TOO_LARGE", "2 EMPTY");
        assertThat(lane.bytes()).isZero();
    }

    @Test
    void aRecordThatCannotBeParkedNowIsNotPassedOver() {
        Progress progress = Messages.progress(0);
        parkingDown = true;
        lane().offer(Messages.slots(progress, 0, "a", "x".repeat(51), "b"));
        thread.start();
        await().until(() -> meters.get("sluice.relay.failures").counter().count() >= 2);
        assertThat(progress.committable().orElse(0)).isLessThanOrEqualTo(1);
        assertThat(target.taken).doesNotContain("b");

        parkingDown = false;
        await().until(() -> progress.open() == 0);
        assertThat(parked).containsExactly("1 TOO_LARGE");
        assertThat(target.taken).containsSubsequence("a", "b");
    }

    @Test
    void endsAfterTooManyParkedInARowIfAskedTo() {
        target.valid = text -> false;
        lane(new BatchLimits(1, 1_000, 50, false), 3).offer(Messages.slots(Messages.progress(0), 0, numbers(0, 9)));
        thread.start();

        await().until(() -> !failures.isEmpty());
        assertThat(parked).hasSize(3);
        assertThat(failures.get(0)).hasMessageContaining("3 records in a row").hasMessageContaining("REFUSED_INVALID");
        assertThat(failures.get(0).exitCode()).isEqualTo(RelayException.FAILED);
    }

    @Test
    void aTargetThatNeverWorkedEndsTheRelay() {
        target.failure = new Unusable("The host is not known.", null);
        lane().offer(Messages.slots(Messages.progress(0), 0, "a"));
        thread.start();

        await().until(() -> !failures.isEmpty());
        assertThat(failures.get(0)).hasMessage("The host is not known.");
        assertThat(failures.get(0).exitCode()).isEqualTo(RelayException.TARGET_UNUSABLE);
    }

    @Test
    void whatNobodyExpectedEndsTheRelayInsteadOfALaneAlone() {
        target.takes = batch -> {
            throw new AssertionError("never thought of");
        };
        lane().offer(Messages.slots(Messages.progress(0), 0, "a"));
        thread.start();

        await().until(() -> !failures.isEmpty());
        assertThat(failures.get(0))
                .as("what it says may repeat a record")
                .hasMessageContaining("AssertionError")
                .hasMessageNotContaining("never thought of");
        assertThat(failures.get(0).exitCode()).isEqualTo(RelayException.FAILED);
    }

    @Test
    void aTargetThatHasWorkedIsTriedAgainAndTheLaneIsNotWellMeanwhile() {
        Progress progress = Messages.progress(0);
        lane().offer(Messages.slots(progress, 0, "a"));
        thread.start();
        await().until(() -> progress.open() == 0);

        target.failure = new Unusable("The token is refused.", null);
        lane.offer(Messages.slots(progress, 1, "b"));
        await().until(() -> !lane.well());
        target.failure = null;

        await().until(() -> progress.open() == 0);
        await().until(lane::well);
        assertThat(failures).isEmpty();
    }

    @Test
    void waitsAsLongAsTheTargetAsksButNotLongerThanConfigured() {
        Progress progress = Messages.progress(0);
        target.failure = new Unavailable("busy", null, Duration.ofDays(1));
        lane().offer(Messages.slots(progress, 0, "a"));
        long begin = System.nanoTime();
        thread.start();
        await().until(() -> target.batches.size() == 1);
        target.failure = null;

        await().until(() -> progress.open() == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
    }

    @Test
    void givesBackWhatIsNotSentAndWaitsForWhatIs() throws InterruptedException {
        Progress gone = Messages.progress(0);
        Progress stays = Messages.progress(1);
        target.confirms = false;
        lane(new BatchLimits(2, 1_000, 50, false), 0).offer(Messages.slots(gone, 0, "a", "b"));
        thread.start();
        await().until(() -> target.taken.size() == 2);

        assertThat(lane.release(Set.of(gone), Duration.ofMillis(20))).isFalse();
        assertThat(gone.committable()).isEmpty();
        target.confirms = true;
        assertThat(lane.release(Set.of(gone), Duration.ofSeconds(10))).isTrue();
        assertThat(gone.committable()).isEqualTo(OptionalLong.of(2));

        lane.offer(Messages.slots(gone, 2, "never"));
        lane.release(Set.of(gone), Duration.ZERO);
        lane.offer(Messages.slots(stays, 0, "c"));
        await().until(() -> stays.open() == 0);
        assertThat(target.taken).contains("c");
    }

    /** Whoever has the partition now sends what is refused again; the next record here is another one, of which nothing is known. */
    @Test
    void whatIsRefusedWhileItsPartitionGoesIsNotParkedAndNothingElseIsInItsPlace() throws InterruptedException {
        Progress gone = Messages.progress(0);
        Progress stays = Messages.progress(1);
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        target.valid = text -> {
            if (!text.equals("bad")) {
                return true;
            }
            sent.countDown();
            awaitLatch(released);
            return false;
        };
        lane(new BatchLimits(1, 1_000, 50, false), 0).offer(Messages.slots(gone, 0, "bad"));
        lane.offer(Messages.slots(stays, 7, "good"));
        thread.start();
        awaitLatch(sent);
        lane.release(Set.of(gone), Duration.ZERO);
        released.countDown();

        await().until(() -> stays.open() == 0);
        assertThat(parked).isEmpty();
        assertThat(target.taken).containsExactly("good");
        assertThat(gone.committable()).isEmpty();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasTakenBackIsNotSentAgainAfterAFailure() throws InterruptedException {
        Progress gone = Messages.progress(0);
        target.confirms = false;
        lane().offer(Messages.slots(gone, 0, "a"));
        thread.start();
        await().until(() -> target.taken.size() == 1);

        lane.release(Set.of(gone), Duration.ZERO);
        target.takes = batch -> false;
        Progress other = Messages.progress(1);
        lane.offer(Messages.slots(other, 0, "b"));
        await().until(() -> target.resets > 0);
        target.takes = batch -> true;
        target.confirms = true;

        await().until(() -> other.open() == 0);
        assertThat(target.taken).containsExactly("a", "b");
        assertThat(lane.bytes()).isZero();
    }
}
