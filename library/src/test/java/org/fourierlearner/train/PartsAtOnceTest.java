package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fourierlearner.tensor.Threads;
import org.junit.jupiter.api.Test;

final class PartsAtOnceTest {

    @Test
    void partsAreComputedAtTheSameTime() {
        var both = new CountDownLatch(2);
        try (var parts = new PartsAtOnce(2)) {
            double sum = parts.sum(2, part -> {
                both.countDown();
                // each waits for the other
                assertThat(awaited(both)).isTrue();
                return part + 0.25;
            });
            assertThat(sum).isEqualTo(1.5);
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFailureOfAPartIsThrown() {
        try (var parts = new PartsAtOnce(2)) {
            assertThatThrownBy(() -> parts.sum(2, part -> {
                        throw new IllegalArgumentException("part %d".formatted(part));
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("part 0");
            assertThatThrownBy(() -> parts.sum(2, part -> {
                        throw new OutOfMemoryError("part %d".formatted(part));
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(parts.sum(2, part -> 1)).isEqualTo(2);
        }
    }

    @Test
    void anInterruptedThreadWaitsForAllParts() {
        var done = new AtomicInteger();
        try (var parts = new PartsAtOnce(2)) {
            Thread.currentThread().interrupt();
            double sum = parts.sum(2, _ -> {
                sleep(50);
                done.incrementAndGet();
                return 1;
            });
            assertThat(done).hasValue(2);
            assertThat(sum).isEqualTo(2);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The parts' share of the cores is what threads that begin meanwhile would have too.
    @Test
    void threadsToComeHaveAllCoresAgain() throws InterruptedException {
        int before = Threads.count();
        try (var parts = new PartsAtOnce(2)) {
            parts.sum(2, _ -> Threads.count());
        }
        var seen = new AtomicInteger();
        Thread.ofPlatform().start(() -> seen.set(Threads.count())).join();
        assertThat(seen).hasValue(before);
    }
}
