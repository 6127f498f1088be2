package org.fourierlearner.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimeScaleTest {
    @ParameterizedTest
    @EnumSource
    void timeBeginsAtZeroAndGoesOn(TimeScale time) {
        assertThat(time.of(0)).isZero();
        for (long step = 1; step < 1L << 40; step *= 2) {
            assertThat(time.of(step)).isGreaterThan(time.of(step - 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 1", "10, 500, 0.3", "3, 1000000, 2"})
    void aDecayInLogarithmsWeighsStepsByAPower(long early, long late, double rate) {
        double kept = Math.exp(-rate * (TimeScale.LOGARITHM.of(late) - TimeScale.LOGARITHM.of(early)));
        double expected = Math.pow((4.0 + early) / (4.0 + late), 4 * rate);
        // logarithms of a few dozens round by 1e-14
        assertThat(kept / expected).isCloseTo(1, within(1e-12));
    }
}
