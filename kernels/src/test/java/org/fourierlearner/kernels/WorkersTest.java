package org.fourierlearner.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    private static final int COUNT = 101;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 200})
    void everyPartRunsOnce(int threads) {
        var runs = new AtomicIntegerArray(COUNT);
        Workers.run(threads, COUNT, () -> runs::incrementAndGet);
        for (int index = 0; index < COUNT; index++) {
            assertThat(runs.get(index)).as("part %d", index).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void aFailureIsThatOfThePart(int threads) {
        var failure = new IllegalStateException("part 13");
        assertThatThrownBy(() -> Workers.run(threads, COUNT, () -> index -> {
                    if (index == 13) {
                        throw failure;
                    }
                }))
                .isSameAs(failure);
        everyPartRunsOnce(threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void anInterruptIsKeptForTheCaller(int threads) {
        Thread.currentThread().interrupt();
        everyPartRunsOnce(threads);
        assertThat(Thread.interrupted()).isTrue();
    }
}
