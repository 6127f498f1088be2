package org.fourierlearner.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
    private static final int RED = 0xFFD02010;
    private static final int BLUE = 0xFF1030C0;

    /// A picture of two colors, the first at the left.
    private static BufferedImage halves(int width, int height) {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (var x = 0; x < width; x++) {
            for (var y = 0; y < height; y++) {
                picture.setRGB(x, y, x < width / 2 ? RED : BLUE);
            }
        }
        return picture;
    }

    private static long count(BufferedImage image, int rgb) {
        return IntStream.range(0, image.getWidth() * image.getHeight())
                .filter(pixel -> image.getRGB(pixel % image.getWidth(), pixel / image.getWidth()) == rgb)
                .count();
    }

    private static ContactSheet.Tile tile(int width, int height) {
        return new ContactSheet.Tile(halves(width, height), "cat 0.99", "is dog");
    }

    @Test
    void picturesAreEnlargedPixelByPixel() {
        var sheet = new ContactSheet("mistakes", 3, List.of(tile(2, 2))).draw();
        long side = ContactSheet.SIDE * Canvas.PIXELS_PER_POINT;

        // but for the frame, two pixels wide, of which the outer is outside
        assertThat(count(sheet, RED)).isBetween(side * side / 2 - 2 * side, side * side / 2);
        assertThat(count(sheet, BLUE)).isBetween(side * side / 2 - 2 * side, side * side / 2);
        assertThat(count(sheet, Palette.INK.getRGB())).isPositive();
    }

    @Test
    void picturesKeepTheirSidesRatio() {
        var wide = new ContactSheet("", 1, List.of(tile(40, 10))).draw();
        long side = ContactSheet.SIDE * Canvas.PIXELS_PER_POINT;

        assertThat(count(wide, RED)).isBetween(side * side / 8 - side, side * side / 8);
    }

    @Test
    void rowsAreAsManyAsPicturesNeed() {
        var one = new ContactSheet("", 4, Collections.nCopies(4, tile(3, 3))).draw();
        var two = new ContactSheet("", 4, Collections.nCopies(5, tile(3, 3))).draw();

        assertThat(two.getWidth()).isEqualTo(one.getWidth());
        assertThat(two.getHeight()).isGreaterThan(one.getHeight());
        assertThat(count(two, RED)).isEqualTo(count(one, RED) / 4 * 5);
    }

    @Test
    void noPicturesAreSaidToBeNone() {
        var empty = new ContactSheet("mistakes", 4, List.of()).draw();

        assertThat(count(empty, Palette.INK.getRGB())).isPositive();
        assertThat(count(empty, Palette.QUIET.getRGB())).isPositive();
    }

    @Test
    void sheetsWithoutColumnsAreRefused() {
        assertThatThrownBy(() -> new ContactSheet("", 0, List.of()))
                .hasMessage("columns: expected a positive number, got 0");
    }
}
