package dev.sluice.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InOrderTest {
    private static final int THINGS = 10_000;
    private static final int OF_A_BATCH = 256;

    private final ExecutorService pool = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Test
    void whatComesIsHandedOnInItsOrder() {
        List<String> told = new ArrayList<>();
        InOrder<Integer, String> inOrder = new InOrder<>(pool, 4, one -> 1, () -> String::valueOf, told::add);
        IntStream.range(0, THINGS).forEach(inOrder::add);
        inOrder.finish();

        assertThat(told)
                .containsExactlyElementsOf(
                        IntStream.range(0, THINGS).mapToObj(String::valueOf).toList());
    }

    @Test
    void soMuchIsOnItsWayAndNoMore() {
        int batches = 3;
        AtomicInteger done = new AtomicInteger();
        List<Integer> ahead = new ArrayList<>();
        Function<Integer, Integer> work = one -> {
            done.incrementAndGet();
            return one;
        };
        InOrder<Integer, Integer> inOrder =
                new InOrder<>(pool, batches, one -> 1, () -> work, one -> ahead.add(done.get() - one));
        IntStream.range(0, THINGS).forEach(inOrder::add);
        inOrder.finish();

        assertThat(ahead).hasSize(THINGS).allMatch(number -> number <= batches * OF_A_BATCH);
    }

    @Test
    void aBatchOfLargeThingsHasFew() {
        List<Integer> sizes = new ArrayList<>();
        AtomicInteger made = new AtomicInteger();
        InOrder<Integer, Integer> inOrder = new InOrder<>(
                pool,
                1,
                one -> 100_000,
                () -> {
                    made.incrementAndGet();
                    return one -> one;
                },
                sizes::add);
        IntStream.range(0, 30).forEach(inOrder::add);
        inOrder.finish();

        assertThat(sizes).hasSize(30);
        assertThat(made.get()).as("three hundred kilobytes are one batch").isEqualTo(10);
    }

    @Test
    void whatFailsFailsForWhoWaits() {
        InOrder<Integer, Integer> inOrder = new InOrder<>(pool, 2, one -> 1, () -> one -> 100 / one, one -> {});
        inOrder.add(0);

        assertThatThrownBy(inOrder::finish).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void whoIsInterruptedStopsWaiting() {
        CountDownLatch never = new CountDownLatch(1);
        InOrder<Integer, Integer> inOrder = new InOrder<>(
                pool,
                2,
                one -> 1,
                () -> one -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return one;
                },
                one -> {});
        inOrder.add(1);
        Thread.currentThread().interrupt();

        assertThatThrownBy(inOrder::finish).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
