package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    private static final Axis AXIS = new Axis.Linear("position");

    @Test
    void theEndsOfTheScaleShow() {
        var map = new HeatMap(
                "", AXIS, AXIS, new double[][] {{0, 1}, {Double.NaN, 0}}, ColorScale.sequential(0, 1), false, 200, 200);
        var image = map.draw();
        assertThat(LineChartTest.count(image, ColorScale.sequential(0, 1).at(1).getRGB()))
                .isPositive();
        assertThat(LineChartTest.count(image, Palette.MISSING.getRGB())).isGreaterThan(1000);
        assertThat(image.getWidth()).isEqualTo(2 * 200);
    }

    @Test
    void confusionMatricesWithNamesDraw() {
        var names = new Axis.Named("class", List.of("cat", "dog"));
        var colors = ColorScale.sequential(0, 9);
        var image = new HeatMap("m", names, names, new double[][] {{9, 1}, {2, 7}}, colors, true, 240, 200).draw();
        assertThat(LineChartTest.count(image, colors.at(9).getRGB())).isGreaterThan(1000);
    }

    @Test
    void emptyAndOneCellMapsDraw() {
        var colors = ColorScale.diverging(1);
        assertThat(new HeatMap("m", AXIS, AXIS, new double[0][], colors, true, 90, 90)
                        .draw()
                        .getWidth())
                .isEqualTo(180);
        assertThat(new HeatMap("m", AXIS, AXIS, new double[][] {{1}}, colors, true, 190, 190)
                        .draw()
                        .getWidth())
                .isEqualTo(380);
    }

    @Test
    void scalesWithoutExtentAreRefused() {
        assertThatThrownBy(() -> ColorScale.sequential(1, 1))
                .hasMessage("high: expected a number above low = 1.0, got 1.0");
        assertThatThrownBy(() -> ColorScale.diverging(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void raggedMatricesAreRefused() {
        assertThatThrownBy(() -> new HeatMap(
                        "m", AXIS, AXIS, new double[][] {{1, 2}, {1}}, ColorScale.diverging(1), true, 90, 90))
                .hasMessage("values[1]: expected 2 numbers, as in values[0], got 1");
    }

    @Test
    void weightsOfOneKeyHaveAScale() {
        assertThat(ColorScale.weights(1, 1).high()).isEqualTo(1);
        assertThat(ColorScale.weights(256, 0).low()).isPositive();
    }
}
