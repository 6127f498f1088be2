package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IntervalChartTest {

    private static IntervalChart chart(List<IntervalChart.Row> rows) {
        return new IntervalChart("title", "loss", List.of("linear", "other"), rows, 400);
    }

    private static IntervalChart.Row row(int kind, double error) {
        return new IntervalChart.Row("a name", 2, error, new double[] {1.5, 2.5}, kind);
    }

    private static long count(IntervalChart chart, int kind) {
        var image = chart.draw();
        // the legend repeats the color, so only the plot counts
        return IntStream.range(2 * 58, image.getHeight())
                .mapToLong(y -> IntStream.range(0, image.getWidth())
                        .filter(x -> image.getRGB(x, y) == Palette.series(kind).getRGB())
                        .count())
                .sum();
    }

    @Test
    void everyRowDrawsInTheColorOfItsKind() {
        var both = chart(List.of(row(0, 0.1), row(1, 0.1)));
        assertThat(count(both, 0)).isGreaterThan(20);
        assertThat(count(both, 1)).isGreaterThan(20);
        assertThat(both.draw().getHeight())
                .isGreaterThan(chart(List.of(row(0, 0.1))).draw().getHeight());
    }

    @Test
    void aGreaterErrorHasALongerBar() {
        assertThat(count(chart(List.of(row(0, 0.4))), 0)).isGreaterThan(count(chart(List.of(row(0, 0.1))), 0));
        assertThat(count(chart(List.of(row(0, 0.1))), 0)).isGreaterThan(count(chart(List.of(row(0, Double.NaN))), 0));
    }

    @Test
    void noRowsAndLongNamesDraw() {
        assertThat(chart(List.of()).draw().getWidth()).isEqualTo(800);
        var name = "a name that is longer than half of the picture ".repeat(3);
        var row = new IntervalChart.Row(name, 2, 0.1, new double[] {2}, 0);
        assertThat(count(chart(List.of(row)), 0)).isPositive();
    }
}
