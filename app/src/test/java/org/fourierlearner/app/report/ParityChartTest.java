package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParityChartTest {

    @Test
    void pointsLieOnTheDiagonalIfBothAgreeAndApartIfNot() {
        double[] known = {-1, 0, 1, 2};
        var agreeing = new ParityChart("t", "q", known, known).draw();
        var apart = new ParityChart("t", "q", known, new double[] {-1, 2, -1, 2}).draw();

        assertThat(LineChartTest.count(agreeing, Palette.series(1).getRGB())).isGreaterThan(200);
        assertThat(agreeing.getWidth()).isEqualTo(agreeing.getHeight());
        assertThat(blue(apart)).isGreaterThan(blue(agreeing));
    }

    /// What the diagonal does not cover of the points.
    private static long blue(BufferedImage image) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
                .filter(rgb -> (rgb & 0xFF) > (rgb >> 16 & 0xFF) + 50)
                .count();
    }

    @Test
    void nothingOneAndInfinitePointsDraw() {
        assertThat(new ParityChart("t", "q", new double[0], new double[0])
                        .draw()
                        .getWidth())
                .isPositive();
        var one = new ParityChart("t", "q", new double[] {3}, new double[] {3}).draw();
        var more = new ParityChart("t", "q", new double[] {3, 1}, new double[] {3, Double.NaN}).draw();
        assertThat(LineChartTest.count(one, Palette.BACKGROUND.getRGB())).isPositive();
        assertThat(LineChartTest.count(more, Palette.series(1).getRGB())).isPositive();
    }

    @Test
    void unequalArraysAreRefused() {
        assertThatThrownBy(() -> new ParityChart("t", "q", new double[2], new double[3]))
                .hasMessage("predicted: expected 2 numbers, as in known, got 3");
    }
}
