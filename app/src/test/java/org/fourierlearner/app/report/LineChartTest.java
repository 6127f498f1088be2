package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineChartTest {
    private static final Axis X = new Axis.Linear("x");
    private static final Axis Y = new Axis.Linear("y");

    @ParameterizedTest
    @EnumSource
    void everyMarkDrawsInItsColor(Line.Mark mark) {
        var image = chart(Y, Line.of("line", new double[] {0, 1, 2}, new double[] {1, 3, 2}, mark))
                .draw();
        var rgb = Palette.series(0).getRGB();
        var opaque = switch (mark) {
            case STEMS, FAINT, CLOUD -> 0;
            default -> 20;
        };
        assertThat(count(image, rgb)).isGreaterThanOrEqualTo(opaque);
        assertThat(image.getWidth()).isEqualTo(2 * 300);
        assertThat(image.getHeight()).isEqualTo(2 * 200);
    }

    @Test
    void aBandIsAsHighAsItsErrors() {
        var x = new double[] {0, 1, 2};
        var narrow = new Line("l", x, new double[] {1, 2, 3}, new double[] {0, 0, 0}, Line.Mark.BAND);
        var wide = new Line("l", x, new double[] {1, 2, 3}, new double[] {1, 1, 1}, Line.Mark.BAND);
        var white = Palette.BACKGROUND.getRGB();
        assertThat(count(chart(Y, wide).draw(), white))
                .isLessThan(count(chart(Y, narrow).draw(), white));
    }

    @Test
    void aFaintLineLiesBehindLinesThatComeBeforeIt() {
        var line = Line.of("l", new double[] {0, 2}, new double[] {1, 1}, Line.Mark.SOLID);
        var faint = Line.of("f", new double[] {0, 2}, new double[] {1, 1}, Line.Mark.FAINT);
        var both = new LineChart("title", X, Y, List.of(line, faint), false, 300, 200).draw();
        assertThat(count(both, Palette.series(0).getRGB()))
                .isEqualTo(count(
                        new LineChart("title", X, Y, List.of(line), false, 300, 200).draw(),
                        Palette.series(0).getRGB()));
    }

    @Test
    void aCloudIsDarkerWhereMorePointsAre() {
        var one = Line.of("l", new double[] {0, 1, 2}, new double[] {0, 1, 2}, Line.Mark.CLOUD);
        var many = Line.of("l", new double[] {0, 1, 1, 1, 1, 2}, new double[] {0, 1, 1, 1, 1, 2}, Line.Mark.CLOUD);

        assertThat(darkest(chart(Y, many).draw()))
                .isLessThan(darkest(chart(Y, one).draw()));
    }

    /// The least red in the middle of the picture, where the color of a series has none.
    private static int darkest(BufferedImage image) {
        return IntStream.range(250, 350)
                .flatMap(x -> IntStream.range(100, 250).map(y -> image.getRGB(x, y) >> 16 & 0xFF))
                .min()
                .orElseThrow();
    }

    @Test
    void aGapIsNotBridged() {
        var whole = Line.of("l", new double[] {0, 1, 2, 3}, new double[] {1, 2, 2, 1}, Line.Mark.SOLID);
        var broken = Line.of("l", new double[] {0, 1, Double.NaN, 2, 3}, new double[] {1, 2, 2, 2, 1}, Line.Mark.SOLID);
        var rgb = Palette.series(0).getRGB();
        assertThat(count(chart(Y, broken).draw(), rgb))
                .isLessThan(count(chart(Y, whole).draw(), rgb));
    }

    @Test
    void onePointAndNoPointsDraw() {
        var rgb = Palette.series(0).getRGB();
        var one = Line.of("l", new double[] {5}, new double[] {7}, Line.Mark.POINTS);
        assertThat(count(chart(Y, one).draw(), rgb)).isPositive();
        var none = Line.of("l", new double[0], new double[0], Line.Mark.SOLID);
        assertThat(count(chart(Y, none).draw(), rgb)).isZero();
        var unseen = Line.of("l", new double[] {1, 2}, new double[] {Double.NaN, Double.NaN}, Line.Mark.SOLID);
        assertThat(count(chart(Y, unseen).draw(), rgb)).isZero();
    }

    @Test
    void logarithmicAxesLeaveOutWhatIsNotPositive() {
        var line = Line.of("l", new double[] {1, 2, 3}, new double[] {0, 10, 100}, Line.Mark.POINTS);
        var image = chart(new Axis.Logarithmic("y"), line).draw();
        assertThat(count(image, Palette.series(0).getRGB())).isPositive();
    }

    @Test
    void neighboringTicksAreLabeledApart() {
        double[] ticks = Ticks.of(X, new Range(4.1712, 4.1788), 5);

        assertThat(Ticks.labels(X, ticks)).doesNotHaveDuplicates().contains("4.174");
        assertThat(Ticks.labels(X, new double[] {0.5, 1})).containsExactly("0.5", "1");
    }

    @Test
    void ticksAreRoundNumbers() {
        assertThat(Ticks.of(X, new Range(-95, 95), 5)).containsExactly(-50, 0, 50);
        assertThat(Ticks.of(new Axis.Logarithmic(""), new Range(0.05, 300), 8)).containsExactly(0.1, 1, 10, 100);
        assertThat(Ticks.of(new Axis.Logarithmic(""), new Range(2.1, 2.6), 4)).hasSizeBetween(2, 6);
        assertThat(Ticks.of(new Axis.Named("", List.of("a", "b")), new Range(-0.5, 1.5), 1))
                .containsExactly(0, 1);
    }

    @Test
    void numbersAreShort() {
        assertThat(NumberLabel.of(0)).isEqualTo("0");
        assertThat(NumberLabel.of(-0.25)).isEqualTo("−0.25");
        assertThat(NumberLabel.of(1500)).isEqualTo("1.5k");
        assertThat(NumberLabel.of(1234)).isEqualTo("1234");
        assertThat(NumberLabel.of(20_000)).isEqualTo("20k");
        assertThat(NumberLabel.of(3_200_000)).isEqualTo("3.2M");
        assertThat(NumberLabel.of(2.5e-7)).isEqualTo("2.5e-7");
        assertThat(NumberLabel.of(Double.NaN)).isEqualTo("–");
    }

    @Test
    void unequalArraysAreRefused() {
        assertThatThrownBy(() -> Line.of("l", new double[3], new double[2], Line.Mark.SOLID))
                .hasMessage("y: expected 3 numbers, as in x, got 2");
    }

    static LineChart chart(Axis y, Line line) {
        return new LineChart("title", X, y, List.of(line), true, 300, 200);
    }

    static long count(BufferedImage image, int rgb) {
        // the legend repeats the color, so only the plot counts
        return IntStream.range(0, image.getHeight() - 2 * 60)
                .mapToLong(y -> IntStream.range(0, image.getWidth())
                        .filter(x -> image.getRGB(x, y) == rgb)
                        .count())
                .sum();
    }
}
