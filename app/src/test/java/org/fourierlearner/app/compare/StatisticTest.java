package org.fourierlearner.app.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class StatisticTest {

    @Test
    void standardErrorIsThatOfTheMean() {
        Statistic statistic = Statistic.of(1, 2, 3, 6);

        assertThat(statistic.mean()).isEqualTo(3);
        // a sample variance of 14 / 3, over four numbers
        assertThat(statistic.standardError()).isCloseTo(Math.sqrt(14.0 / 12), within(1e-15));
        assertThat(statistic.shown(2)).isEqualTo("3.00 ± 1.08");
    }

    @Test
    void oneNumberHasNoError() {
        assertThat(Statistic.of(1.5)).isEqualTo(new Statistic(1.5, Double.NaN, 1));
        assertThat(Statistic.of(1.5).shown(4)).isEqualTo("1.5000");
    }
}
