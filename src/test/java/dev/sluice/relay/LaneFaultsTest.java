package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.registry.Backoff;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a target does, in whatever order: each record is taken or parked, in order, and never again once it is confirmed. */
class LaneFaultsTest {
    private static final int RECORDS = 40;

    /** What a target may do when it is given something, or is asked what it has confirmed. */
    enum Fault {
        NONE,
        /** Takes the first half of a batch, and then the connection breaks. */
        BREAKS,
        /** Takes nothing and is busy. */
        BUSY,
        /** Confirms nothing yet. */
        SILENT,
        /** Confirms the first half of what is not confirmed. */
        CONFIRMS_HALF,
        /** Finds when asked that the connection is broken. */
        BROKEN_WHEN_ASKED
    }

    /** Does one thing of a script after the other, then everything right. */
    private static final class ScriptedTarget implements Target {
        private final ArrayDeque<Fault> script;
        private final Set<String> bad;
        private final boolean hints;
        private final List<String> taken = new ArrayList<>();
        private final ArrayDeque<String> unconfirmed = new ArrayDeque<>();
        private final Set<String> confirmed = new HashSet<>();
        private final List<String> wrong = new CopyOnWriteArrayList<>();

        ScriptedTarget(List<Fault> script, Set<String> bad, boolean hints) {
            this.script = new ArrayDeque<>(script);
            this.bad = bad;
            this.hints = hints;
        }

        private Fault next() {
            return script.isEmpty() ? Fault.NONE : script.pollFirst();
        }

        @Override
        public void open() {}

        @Override
        public void send(List<Outgoing> records) throws DeliveryFailure {
            List<String> texts = records.stream()
                    .map(each -> new String(each.bytes(), StandardCharsets.UTF_8))
                    .toList();
            Fault fault = next();
            if (fault == Fault.BUSY) {
                throw new Unavailable("busy", null);
            }
            for (int i = 0; i < texts.size(); i++) {
                if (bad.contains(texts.get(i))) {
                    throw new Refused(
                            ParkReason.REFUSED_INVALID, "bad", hints ? OptionalInt.of(i) : OptionalInt.empty());
                }
            }
            int most = fault == Fault.BREAKS ? texts.size() / 2 : texts.size();
            texts.subList(0, most).forEach(this::take);
            if (fault == Fault.BREAKS) {
                throw new Unavailable("broken", null);
            }
        }

        private void take(String text) {
            if (confirmed.contains(text)) {
                wrong.add(text + " was confirmed before");
            }
            taken.add(text);
            unconfirmed.addLast(text);
        }

        @Override
        public int confirmed(boolean hurry) throws Unavailable {
            if (unconfirmed.isEmpty()) {
                return 0;
            }
            int count =
                    switch (next()) {
                        case SILENT -> 0;
                        case CONFIRMS_HALF -> unconfirmed.size() / 2;
                        case BROKEN_WHEN_ASKED -> throw new Unavailable("broken", null);
                        case NONE, BREAKS, BUSY -> unconfirmed.size();
                    };
            for (int i = 0; i < count; i++) {
                confirmed.add(unconfirmed.pollFirst());
            }
            return count;
        }

        @Override
        public void reset() {
            unconfirmed.clear();
        }

        @Override
        public void close() {}
    }

    @Property(tries = 300)
    void everyRecordIsTakenOrParkedInOrder(
            @ForAll @Size(max = 60) List<Fault> script,
            @ForAll @Size(max = 6) Set<@IntRange(max = RECORDS - 1) Integer> bad,
            @ForAll boolean hints,
            @ForAll boolean onePartition,
            @ForAll @IntRange(min = 1, max = 15) int batch)
            throws InterruptedException {
        Set<String> badTexts = new HashSet<>();
        bad.forEach(number -> badTexts.add("r" + number));
        ScriptedTarget target = new ScriptedTarget(script, badTexts, hints);
        List<Long> parked = new CopyOnWriteArrayList<>();
        Lane lane = new Lane(
                "test",
                message -> Texts.of(message).getBytes(StandardCharsets.UTF_8),
                target,
                (message, reason, detail) -> parked.add(message.offset()),
                new Lane.Settings(
                        new BatchLimits(batch, 1_000, 50, onePartition),
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0.0),
                        Duration.ofSeconds(1),
                        0),
                new RelayMetrics(new SimpleMeterRegistry(), "test", () -> 0, () -> true),
                new LaneOwner() {
                    @Override
                    public void proven() {}

                    @Override
                    public boolean isProven() {
                        return true;
                    }

                    @Override
                    public void fail(RelayException failure) {
                        target.wrong.add(failure.getMessage());
                    }
                },
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        Progress progress = Messages.progress(0);
        String[] texts = new String[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            texts[i] = "r" + i;
        }
        lane.offer(Messages.slots(progress, 0, texts));
        Thread thread = new Thread(lane);
        thread.start();
        try {
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> progress.open() == 0 || !target.wrong.isEmpty());
        } finally {
            lane.stop();
            thread.interrupt();
            thread.join();
        }

        assertThat(target.wrong).isEmpty();
        assertThat(progress.committable()).isEqualTo(OptionalLong.of(RECORDS));
        assertThat(lane.bytes()).isZero();
        assertThat(parked)
                .containsExactlyElementsOf(
                        bad.stream().sorted().map(Integer::longValue).toList());
        List<String> good = new ArrayList<>(List.of(texts));
        good.removeAll(badTexts);
        assertThat(target.taken.stream().distinct()).containsExactlyElementsOf(good);
        assertThat(target.confirmed).containsExactlyInAnyOrderElementsOf(good);
    }
}
