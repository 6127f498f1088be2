package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlaneMapTest {
    private static final ColorScale COLORS = ColorScale.diverging(1);
    private static final int MOST = COLORS.at(1).getRGB();
    private static final int LEAST = COLORS.at(-1).getRGB();

    @Test
    void middleOfTheValuesIsTheMiddleOfTheMap() {
        double[][] values = {{-1, 0, -1}, {0, 1, 0}, {-1, 0, -1}};

        var image = draw(values, new Range(-3, 3), new Range(-3, 3));

        assertThat(area(image, MOST)).isGreaterThan(1000);
        assertThat(middle(image, MOST, false)).isCloseTo(middle(image, LEAST, false), within(1.0));
        assertThat(middle(image, MOST, true)).isCloseTo(middle(image, LEAST, true), within(1.0));
    }

    @Test
    void rowsRunDownAndCellsAreSquares() {
        var image = draw(new double[][] {{1, 1, 1, 1}, {-1, 0, 0, 0}}, new Range(0, 4), new Range(0, 2));

        assertThat(middle(image, MOST, true)).isLessThan(middle(image, LEAST, true));
        assertThat(middle(image, MOST, false)).isGreaterThan(middle(image, LEAST, false));
        assertThat((double) area(image, MOST) / area(image, LEAST)).isCloseTo(4, within(0.1));
        var side = Math.sqrt(area(image, LEAST));
        assertThat(4 * side).isLessThan(2 * PlaneMap.WIDTH);
        assertThat(middle(image, LEAST, true) - middle(image, MOST, true)).isCloseTo(side, within(2.0));
    }

    @Test
    void markedPatchIsWhereItStands() {
        var mark = new PlaneMap.Mark.Cell(2, 0);
        var image = new PlaneMap(
                        "",
                        new Axis.Linear("column"),
                        new Axis.Linear("row"),
                        new Range(-0.5, 2.5),
                        new Range(-0.5, 2.5),
                        COLORS.picture(new double[][] {{0, 0, 1}, {0, 0, 0}, {0, 0, 0}}),
                        null,
                        List.of(mark))
                .draw();
        var outline = Palette.series(1).getRGB();

        // the outline is blended with what it lies on
        var blending = Math.sqrt(area(image, MOST)) / 4;

        assertThat(area(image, outline)).isPositive();
        assertThat(middle(image, outline, false)).isCloseTo(middle(image, MOST, false), within(blending));
        assertThat(middle(image, outline, true)).isCloseTo(middle(image, MOST, true), within(blending));
    }

    private static BufferedImage draw(double[][] values, Range across, Range down) {
        return new PlaneMap(
                        "title",
                        new Axis.Linear("x"),
                        new Axis.Linear("y"),
                        across,
                        down,
                        COLORS.picture(values),
                        null,
                        List.of())
                .draw();
    }

    private static int[] places(BufferedImage image, int rgb) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == rgb)
                .toArray();
    }

    private static int area(BufferedImage image, int rgb) {
        return places(image, rgb).length;
    }

    private static double middle(BufferedImage image, int rgb, boolean down) {
        return IntStream.of(places(image, rgb))
                .map(i -> down ? i / image.getWidth() : i % image.getWidth())
                .average()
                .orElseThrow();
    }
}
