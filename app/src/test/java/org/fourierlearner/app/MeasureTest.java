package org.fourierlearner.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MeasureTest {

    @Test
    void decimalsGoAsNumbersGrow() {
        assertThat(Measure.shown(1.48756)).isEqualTo("1.4876");
        assertThat(Measure.shown(999.94999)).isEqualTo("999.9500");
        assertThat(Measure.shown(93671.4)).isEqualTo("93,671");
        assertThat(Measure.shown(3322177.7775)).isEqualTo("3,322,178");
        assertThat(Measure.shown(33221777775.5)).isEqualTo("3.322e+10");
        assertThat(Measure.shown(111488)).isEqualTo("111,488");
        assertThat(Measure.shown(Double.NaN)).isEqualTo("NaN");
        assertThat(Measure.shown(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    }
}
