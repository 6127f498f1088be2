package org.fourierlearner.data.image.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixupTest {
    private static final float[] THREE_IMAGES = {1, 2, 10, 20, 100, 200};

    private static Augmentation mixup(double alpha) {
        return new Augmentation(0, 0, 0, 0, alpha);
    }

    @Test
    void imagesAreMixedWithTheirPartners() {
        var mixup = new Mixup(3, 2, 0.75);

        assertThat(mixup.mix(THREE_IMAGES)).containsExactly(25.75f, 51.5f, 7.75f, 15.5f, 77.5f, 155);
        assertThat(new int[] {mixup.partner(0), mixup.partner(1), mixup.partner(2)})
                .containsExactly(2, 0, 1);
    }

    @Test
    void theMeanOfABatchStays() {
        var random = new SplittableRandom(3);
        double[] pixels = random.doubles(7 * 11, -1, 1).toArray();
        float[] batch = new float[pixels.length];
        Arrays.setAll(pixels, i -> batch[i] = (float) pixels[i]);

        float[] mixed = Mixup.draw(mixup(0.4), 7, random).mix(batch);

        assertThat(mixed).isNotEqualTo(batch);
        double mean = 0;
        for (float pixel : mixed) {
            mean += pixel / (double) mixed.length;
        }
        // three roundings of each pixel below 1, and one of the shares
        assertThat(mean).isCloseTo(Arrays.stream(pixels).average().orElseThrow(), within(4 * 0x1p-24));
    }

    @Test
    void nothingIsMixedWithoutAlphaOrAlone() {
        assertThat(Mixup.draw(mixup(0), 3, new SplittableRandom(1)).mix(THREE_IMAGES))
                .isEqualTo(THREE_IMAGES);
        assertThat(Mixup.draw(mixup(1), 1, new SplittableRandom(1)).mix(THREE_IMAGES))
                .isEqualTo(THREE_IMAGES);
    }

    @Test
    void partnersAreOtherImages() {
        var random = new SplittableRandom(5);

        assertThat(random.ints(100)
                        .map(seed -> Mixup.draw(mixup(0.2), 4, new SplittableRandom(seed))
                                .partner(3))
                        .distinct()
                        .toArray())
                .containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void theSameSourceGivesTheSameMixture() {
        Mixup once = Mixup.draw(mixup(0.2), 31, new SplittableRandom(9));

        assertThat(Mixup.draw(mixup(0.2), 31, new SplittableRandom(9))).isEqualTo(once);
        assertThat(Mixup.draw(mixup(0.2), 31, new SplittableRandom(10))).isNotEqualTo(once);
    }

    /// Mean `α/(α+β)`, variance `αβ/((α+β)²(α+β+1))`.
    @ParameterizedTest
    @CsvSource({"0.2, 0.2", "1, 1", "0.4, 0.4", "8, 8", "0.3, 2.5", "3, 0.7", "1e-3, 1e-3"})
    void sharesHaveTheMomentsOfTheBetaDistribution(double alpha, double beta) {
        var random = new SplittableRandom(3);
        int count = 100_000;
        double mean = alpha / (alpha + beta);
        double variance = alpha * beta / (Math.pow(alpha + beta, 2) * (alpha + beta + 1));
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (int draw = 0; draw < count; draw++) {
            double share = new Beta(alpha, beta).draw(random);
            assertThat(share).isBetween(0.0, 1.0);
            double square = Math.pow(share - mean, 2);
            sum += share;
            squares += square;
            fourths += square * square;
        }
        assertThat(sum / count).isCloseTo(mean, within(5 * Math.sqrt(variance / count)));
        double error = Math.sqrt((fourths / count - Math.pow(squares / count, 2)) / count);
        assertThat(squares / count).isCloseTo(variance, within(5 * error));
    }

    @Test
    void whatIsNoMixtureIsRefused() {
        assertThatThrownBy(() -> new Mixup(0, 0, 1)).hasMessage("images: expected a positive number, got 0");
        assertThatThrownBy(() -> new Mixup(3, 3, 1)).hasMessage("shift: expected a number in [0, 3), got 3");
        assertThatThrownBy(() -> new Mixup(3, 0, Double.NaN)).hasMessage("share: expected a number in [0, 1], got NaN");
        assertThatThrownBy(() -> new Mixup(4, 1, 0.5).mix(THREE_IMAGES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pixels: expected those of 4 images, got 6");
    }
}
