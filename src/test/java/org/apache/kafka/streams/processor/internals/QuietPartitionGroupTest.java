package org.apache.kafka.streams.processor.internals;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.streams.processor.internals.AbstractPartitionGroup.ReadyToProcessResult;
import org.slf4j.LoggerFactory;

/** Ours and the original, told the same, say the same and keep the same. */
class QuietPartitionGroupTest {
    private static final int PARTITIONS = 4;

    /** One thing that happens to a group, and its answer. */
    record Step(String name, Function<GroupRig, String> happens) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Property(tries = 1500, shrinking = ShrinkingMode.BOUNDED)
    void answersAsTheOriginal(@ForAll @LongRange(min = 0, max = 3) long idleMs, @ForAll("histories") List<Step> history)
            throws ReflectiveOperationException {
        try (GroupRig original = new GroupRig(PARTITIONS, idleMs, false);
                GroupRig quiet = new GroupRig(PARTITIONS, idleMs, true)) {
            for (Step step : history) {
                assertThat(step.happens.apply(quiet)).as(step.name).isEqualTo(step.happens.apply(original));
                assertThat(quiet.kept()).as(step.name).isEqualTo(original.kept());
            }
        }
    }

    /** The original makes a new answer each time, so it was not asked for those that are the same one. */
    @Example
    void theOriginalIsNotAskedWhetherToGoOn() {
        try (GroupRig quiet = new GroupRig(2, 0, true)) {
            quiet.lag(0, OptionalLong.of(0));
            quiet.lag(1, OptionalLong.of(0));
            quiet.add(0, List.of(1L));
            ReadyToProcessResult oneOfTwo = quiet.answer(3);
            assertThat(quiet.answer(4)).isSameAs(oneOfTwo);
            quiet.add(1, List.of(1L));
            assertThat(quiet.answer(5)).isSameAs(oneOfTwo);
            assertThat(oneOfTwo.isReady()).isTrue();
        }
    }

    @Example
    void theOriginalIsAskedForTheTextOfANoOnceASecond() {
        try (GroupRig quiet = new GroupRig(2, 0, true)) {
            quiet.lag(0, OptionalLong.of(0));
            quiet.lag(1, OptionalLong.of(7));
            quiet.add(0, List.of(1L));
            ReadyToProcessResult waiting = quiet.answer(1000);
            assertThat(waiting.getLogMessage().orElseThrow()).contains("topic-1-0", "lag 7");
            quiet.lag(1, OptionalLong.of(9));
            assertThat(quiet.answer(1999)).isSameAs(waiting);
            assertThat(quiet.answer(2000).getLogMessage().orElseThrow()).contains("topic-1-0", "lag 9");
            assertThat(quiet.answer(1500)).isNotSameAs(waiting);
        }
    }

    @Example
    void theOriginalsTraceIsThereForWhoeverAsksForIt() {
        Logger log = (Logger) LoggerFactory.getLogger(PartitionGroup.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.addAppender(told);
        log.setAdditive(false);
        log.setLevel(Level.TRACE);
        try (GroupRig quiet = new GroupRig(1, 0, true)) {
            quiet.lag(0, OptionalLong.of(0));
            quiet.add(0, List.of(1L));
            quiet.isReady(1);
            assertThat(told.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.contains("has buffered data, ready for processing"));
        } finally {
            log.setLevel(null);
            log.setAdditive(true);
            log.detachAppender(told);
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Integer> partitions = Arbitraries.integers().between(0, PARTITIONS - 1);
        // Clocks go back, too.
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(1000, 1006), Arbitraries.longs().between(2000, 2006));
        Arbitrary<Step> ready =
                times.map(now -> new Step("ready at " + now, rig -> rig.ready(now) + " " + rig.ready(now)));
        Arbitrary<Step> next = times.map(now -> new Step("next at " + now, rig -> rig.next(now)));
        Arbitrary<Step> turn = times.map(now ->
                new Step("turn at " + now, rig -> rig.ready(now).startsWith("true") ? rig.next(now) : "not ready"));
        Arbitrary<Step> add = Combinators.combine(
                        partitions, Arbitraries.longs().between(0, 20).list().ofMaxSize(3))
                .as((partition, stamps) ->
                        new Step("add " + stamps + " to " + partition, rig -> does(() -> rig.add(partition, stamps))));
        Arbitrary<Long> lagValues = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(0L)),
                Tuple.of(2, Arbitraries.longs().between(-2, 2)));
        Arbitrary<Step> lag = Combinators.combine(partitions, lagValues)
                .as((partition, value) -> new Step(
                        "lag " + value + " of " + partition, rig -> does(() -> rig.lag(partition, lag(value)))));
        Arbitrary<Step> allRead = Arbitraries.just(new Step(
                "all read",
                rig -> does(() -> {
                    for (int partition = 0; partition < PARTITIONS; partition++) {
                        rig.lag(partition, OptionalLong.of(0));
                    }
                })));
        Arbitrary<Step> other = partitions
                .set()
                .map(set -> new Step("partitions " + set, rig -> does(() -> rig.partitions(List.copyOf(set)))));
        Arbitrary<Step> clear = Arbitraries.just(new Step("clear", rig -> does(rig::clear)));
        return Arbitraries.frequencyOf(
                        Tuple.of(8, ready),
                        Tuple.of(8, turn),
                        Tuple.of(2, next),
                        Tuple.of(6, add),
                        Tuple.of(5, lag),
                        Tuple.of(2, allRead),
                        Tuple.of(1, other),
                        Tuple.of(1, clear))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    private static OptionalLong lag(long value) {
        return value == -1 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static String does(Runnable what) {
        what.run();
        return "done";
    }
}
