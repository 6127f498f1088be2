package org.fourierlearner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.fourierlearner.train.LearningRateSchedule.Constant;
import org.fourierlearner.train.LearningRateSchedule.WarmupCosine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateScheduleTest {

    /// Some roundings of numbers up to 1.
    private static final double ROUNDING = 1e-15;

    @Test
    void aConstantRateIsTheSameAtEveryStep() {
        assertThat(new Constant(0.3).at(0, 10)).isEqualTo(0.3);
        assertThat(new Constant(0.3).at(9, 10)).isEqualTo(0.3);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.25", "1, 0.5", "3, 1", "4, 1", "9, 0.6", "14, 0.2", "99, 0.2"})
    void theRateRisesLinearlyAndFallsAsACosine(long step, double rate) {
        // from step 4 to step 14; in the middle, at 9, it is half way from 1 to 0.2
        assertThat(new WarmupCosine(1, 4, 0.2).at(step, 14)).isCloseTo(rate, within(ROUNDING));
    }

    @Test
    void withoutWarmupTheFirstStepHasThePeak() {
        assertThat(new WarmupCosine(2, 0, 0.1).at(0, 5)).isEqualTo(2);
    }

    @Test
    void aTrainingThatEndsWithinTheWarmupOnlyRises() {
        assertThat(new WarmupCosine(1, 100, 0).at(9, 10)).isCloseTo(0.1, within(ROUNDING));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0   | 1  | 0   | peak: expected a positive number, got 0.0
            NaN | 1  | 0   | peak: expected a positive number, got NaN
            1   | -1 | 0   | warmupSteps: expected a number ≥ 0, got -1
            1   | 1  | 1.5 | floor: expected a number in [0, 1], got 1.5
            """)
    void whatIsOutOfRangeIsRefused(double peak, int warmup, double floor, String message) {
        assertThatThrownBy(() -> new WarmupCosine(peak, warmup, floor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aConstantRateMustBePositive() {
        assertThatThrownBy(() -> new Constant(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rate: expected a positive number, got -1.0");
    }
}
