package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
}
