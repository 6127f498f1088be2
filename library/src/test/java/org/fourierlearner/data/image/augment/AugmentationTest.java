package org.fourierlearner.data.image.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1 | 0   | 0   | 0   | 0        | cropPadding: expected a number ≥ 0, got -1
            0  | 1.5 | 0   | 0   | 0        | flipProbability: expected a number in [0, 1], got 1.5
            0  | 0   | 181 | 0   | 0        | rotationDegrees: expected a number in [0, 180], got 181.0
            0  | 0   | NaN | 0   | 0        | rotationDegrees: expected a number in [0, 180], got NaN
            0  | 0   | 0   | -1  | 0        | erasingProbability: expected a number in [0, 1], got -1.0
            0  | 0   | 0   | 0   | -0.5     | mixup: expected a finite number ≥ 0, got -0.5
            0  | 0   | 0   | 0   | Infinity | mixup: expected a finite number ≥ 0, got Infinity
            """)
    void numbersOutOfRangeAreRefused(
            int padding, double flip, double degrees, double erasing, double mixup, String message) {
        assertThatThrownBy(() -> new Augmentation(padding, flip, degrees, erasing, mixup))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void everythingMayBeOnAtOnce() {
        assertThat(new Augmentation(4, 1, 180, 1, 8)).isNotEqualTo(Augmentation.none());
    }
}
