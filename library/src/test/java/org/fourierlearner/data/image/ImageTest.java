package org.fourierlearner.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ImageTest {
    /// Widths and heights before and after.
    static final List<List<Integer>> everyResizing = List.of(
            List.of(7, 5, 3, 2),
            List.of(7, 5, 7, 5),
            List.of(7, 5, 1, 1),
            List.of(3, 2, 7, 5),
            List.of(1, 1, 4, 3),
            List.of(11, 3, 4, 10),
            List.of(3, 11, 10, 4),
            List.of(32, 32, 28, 28),
            List.of(28, 28, 32, 32),
            List.of(100, 64, 50, 16));

    @ParameterizedTest
    @FieldSource("everyResizing")
    void resizingIsMeansOverAreasOrLinesBetweenCentres(List<Integer> row) {
        for (int channels : new int[] {1, 3}) {
            Image image = TestImages.random(row.get(0), row.get(1), channels, 1);
            Image resized = image.resized(row.get(2), row.get(3));

            assertThat(resized.width()).isEqualTo(row.get(2));
            assertThat(resized.height()).isEqualTo(row.get(3));
            assertThat(resized.channels()).isEqualTo(channels);
            for (int y = 0; y < resized.height(); y++) {
                for (int x = 0; x < resized.width(); x++) {
                    for (int channel = 0; channel < channels; channel++) {
                        double exact = ResizingReference.at(image, resized.width(), resized.height(), x, y, channel);
                        // a byte is at most half away, and a tie may go either way by rounding
                        assertThat(Math.abs(resized.at(x, y, channel) - exact)).isLessThanOrEqualTo(0.5 + 1e-9);
                    }
                }
            }
        }
    }

    @Test
    void halvingTakesTheMeanOfFour() {
        Image image = new Image(2, 2, 1, new byte[] {0, 10, (byte) 200, 30});

        assertThat(image.resized(1, 1)).isEqualTo(new Image(1, 1, 1, new byte[] {60}));
    }

    @Test
    void doublingPutsCentresAtQuarters() {
        Image image = new Image(2, 1, 1, new byte[] {0, 100});

        assertThat(image.resized(4, 1)).isEqualTo(new Image(4, 1, 1, new byte[] {0, 25, 75, 100}));
    }

    @Test
    void oneColourStaysTheSameInEverySize() {
        byte[] white = new byte[9 * 7];
        Arrays.fill(white, (byte) 255);
        var random = new Random(1);
        for (int i = 0; i < 50; i++) {
            assertThat(new Image(9, 7, 1, white)
                            .resized(1 + random.nextInt(30), 1 + random.nextInt(30))
                            .values())
                    .containsOnly(255);
        }
    }

    @Test
    void colourBecomesItsLumaAndGreyThreeEqualChannels() {
        byte full = (byte) 255;
        Image primaries =
                new Image(5, 1, 3, new byte[] {full, 0, 0, 0, full, 0, 0, 0, full, full, full, full, 10, 20, 30});
        Image luma = new Image(5, 1, 1, new byte[] {76, (byte) 150, 29, full, 18});

        assertThat(primaries.toChannels(1)).isEqualTo(luma);
        assertThat(luma.toChannels(3).values())
                .containsExactly(76, 76, 76, 150, 150, 150, 29, 29, 29, 255, 255, 255, 18, 18, 18);
        assertThat(luma.toChannels(3).toChannels(1)).isEqualTo(luma);
        assertThat(luma.toChannels(1)).isSameAs(luma);
    }

    @Test
    void imagesAreEqualIfAllTheirValuesAre() {
        Image image = TestImages.random(3, 2, 1, 1);

        assertThat(image).isEqualTo(TestImages.random(3, 2, 1, 1)).hasSameHashCodeAs(TestImages.random(3, 2, 1, 1));
        assertThat(image).isNotEqualTo(TestImages.random(3, 2, 1, 2)).isNotEqualTo(TestImages.random(2, 3, 1, 1));
        assertThat(image).hasToString("3 x 2 grey");
    }

    @Test
    void impossibleImagesAreRefused() {
        assertThatThrownBy(() -> new Image(0, 2, 1, new byte[0]))
                .hasMessage("size: expected at least 1 x 1 pixels, got 0 x 2");
        assertThatThrownBy(() -> new Image(1, 1, 2, new byte[2]))
                .hasMessage("channels: expected 1 (grey) or 3 (red, green, blue), got 2");
        assertThatThrownBy(() -> new Image(3, 2, 1, new byte[7])).hasMessage("values: expected 2 x 3 x 1 bytes, got 7");
        assertThatThrownBy(() -> new Image(1 << 16, 1 << 16, 1, new byte[0])).hasMessageStartingWith("values:");
        Image image = TestImages.random(3, 2, 1, 1);
        assertThatThrownBy(() -> image.resized(3, 0)).hasMessage("size: expected at least 1 x 1 pixels, got 3 x 0");
        assertThatThrownBy(() -> image.toChannels(4))
                .hasMessage("channels: expected 1 (grey) or 3 (red, green, blue), got 4");
    }
}
