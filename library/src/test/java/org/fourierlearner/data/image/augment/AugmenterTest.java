package org.fourierlearner.data.image.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Images have other images before and behind them, which must stay as they are.
class AugmenterTest {
    private static final float OTHER = 99;

    /// Two channels, the second with opposite signs.
    private static final float[] IMAGE = {
        1, 2, 3, 4,
        5, 6, 7, 8,
        9, 10, 11, 12,
        //
        -1, -2, -3, -4,
        -5, -6, -7, -8,
        -9, -10, -11, -12
    };

    private final Augmenter nothing = new Augmenter(Augmentation.none(), 2, 3, 4);

    /// A change of one image.
    interface Change {
        void apply(float[] pixels, int offset);
    }

    private static float[] changed(float[] image, Change change) {
        float[] pixels = new float[image.length + 2];
        pixels[0] = OTHER;
        System.arraycopy(image, 0, pixels, 1, image.length);
        pixels[image.length + 1] = OTHER;
        change.apply(pixels, 1);
        assertThat(pixels[0]).isEqualTo(OTHER);
        assertThat(pixels[image.length + 1]).isEqualTo(OTHER);
        return Arrays.copyOfRange(pixels, 1, image.length + 1);
    }

    private static float[] withOpposite(float... channel) {
        float[] image = new float[2 * channel.length];
        for (int i = 0; i < channel.length; i++) {
            image[i] = channel[i];
            image[channel.length + i] = channel[i] == 0 ? 0 : -channel[i];
        }
        return image;
    }

    private static float[] noise(int size) {
        var random = new SplittableRandom(11);
        float[] noise = new float[size];
        for (int i = 0; i < size; i++) {
            noise[i] = (float) random.nextDouble(-1, 1);
        }
        return noise;
    }

    @Test
    void imagesStayAsTheyAreIfNothingIsOn() {
        float[] image = changed(IMAGE, (pixels, at) -> nothing.apply(pixels, at, new SplittableRandom(1)));

        assertThat(image).isEqualTo(IMAGE);
    }

    @Test
    void shiftedPixelsLeaveZeros() {
        assertThat(changed(IMAGE, (pixels, at) -> nothing.shift(pixels, at, 1, 2)))
                .isEqualTo(withOpposite(0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 5, 6));
        assertThat(changed(IMAGE, (pixels, at) -> nothing.shift(pixels, at, -2, 1)))
                .isEqualTo(withOpposite(0, 9, 10, 11, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(changed(IMAGE, (pixels, at) -> nothing.shift(pixels, at, 0, -1)))
                .isEqualTo(withOpposite(2, 3, 4, 0, 6, 7, 8, 0, 10, 11, 12, 0));
        assertThat(changed(IMAGE, (pixels, at) -> nothing.shift(pixels, at, 0, 0)))
                .isEqualTo(IMAGE);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "-5, 1", "0, 4", "0, -7"})
    void whatIsShiftedOutOfThePictureIsGone(int down, int right) {
        assertThat(changed(IMAGE, (pixels, at) -> nothing.shift(pixels, at, down, right)))
                .containsOnly(0);
    }

    @Test
    void everyShiftWithinThePaddingIsDrawn() {
        var augmenter = new Augmenter(new Augmentation(2, 0, 0, 0, 0), 1, 9, 7);
        var random = new SplittableRandom(3);
        float[] dot = new float[9 * 7];
        dot[4 * 7 + 3] = 1;
        Set<List<Integer>> places = new HashSet<>();
        for (int draw = 0; draw < 1000; draw++) {
            float[] image = changed(dot, (pixels, at) -> augmenter.apply(pixels, at, random));
            for (int i = 0; i < image.length; i++) {
                if (image[i] == 1) {
                    places.add(List.of(i / 7 - 4, i % 7 - 3));
                }
            }
        }

        // one of the 25 is missed by a thousand draws once in 10¹⁶ seeds
        assertThat(places).hasSize(25).allSatisfy(place -> assertThat(place).allMatch(by -> Math.abs(by) <= 2));
    }

    @Test
    void flippingExchangesLeftAndRight() {
        float[] once = changed(IMAGE, nothing::flip);

        assertThat(once).isEqualTo(withOpposite(4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9));
        assertThat(changed(once, nothing::flip)).isEqualTo(IMAGE);
    }

    @Test
    void imagesAreFlippedAsOftenAsTheProbabilitySays() {
        var augmenter = new Augmenter(new Augmentation(0, 0.3, 0, 0, 0), 2, 3, 4);
        var random = new SplittableRandom(5);
        int draws = 10_000;
        int flipped = 0;
        for (int draw = 0; draw < draws; draw++) {
            flipped += changed(IMAGE, (pixels, at) -> augmenter.apply(pixels, at, random))[0] == 4 ? 1 : 0;
        }

        assertThat((double) flipped / draws).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / draws)));
    }

    @Test
    void aQuarterTurnIsCounterclockwise() {
        var square = new Augmenter(Augmentation.none(), 2, 3, 3);
        float[] image = withOpposite(1, 2, 3, 4, 5, 6, 7, 8, 9);

        float[] turned = changed(image, (pixels, at) -> square.rotate(pixels, at, Math.PI / 2));

        // shares are off by a rounding of coordinates in double precision, and numbers by one in single
        assertThat(turned).containsExactly(withOpposite(3, 6, 9, 2, 5, 8, 1, 4, 7), within(0x1p-20f));
    }

    @Test
    void aHalfTurnReversesAnyImage() {
        float[] turned = changed(IMAGE, (pixels, at) -> nothing.rotate(pixels, at, Math.PI));

        assertThat(turned).containsExactly(withOpposite(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), within(0x1p-20f));
    }

    @Test
    void noTurnIsExact() {
        assertThat(changed(IMAGE, (pixels, at) -> nothing.rotate(pixels, at, 0)))
                .isEqualTo(IMAGE);
    }

    @Test
    void anEighthTurnInterpolatesAndFillsCornersWithZeros() {
        var square = new Augmenter(Augmentation.none(), 1, 5, 5);
        float[] ones = new float[25];
        Arrays.fill(ones, 1);

        float[] turned = changed(ones, (pixels, at) -> square.rotate(pixels, at, Math.PI / 4));

        // a corner comes from 2√2 beside the middle, so that 3 − 2√2 is left of the row's end, and the same above
        double share = 3 - 2 * Math.sqrt(2);
        assertThat((double) turned[0]).isCloseTo(share, within(0x1p-22));
        assertThat(turned[12]).isEqualTo(1);
        assertThat((double) turned[2]).isCloseTo(1, within(0x1p-22));
    }

    @Test
    void rotationsKeepWithinTheirDegrees() {
        var augmenter = new Augmenter(new Augmentation(0, 0, 90, 0, 0), 1, 21, 21);
        var random = new SplittableRandom(3);
        float[] ray = new float[21 * 21];
        Arrays.fill(ray, 10 * 21 + 11, 11 * 21, 1);
        boolean up = false;
        boolean down = false;
        for (int draw = 0; draw < 500; draw++) {
            float[] turned = changed(ray, (pixels, at) -> augmenter.apply(pixels, at, random));
            for (int y = 0; y < 21; y++) {
                for (int x = 0; x < 9; x++) {
                    assertThat(turned[y * 21 + x]).as("left of the middle").isZero();
                }
            }
            up |= turned[10] > 0.5;
            down |= turned[20 * 21 + 10] > 0.5;
        }
        assertThat(up && down).as("nearly a quarter turn to either side").isTrue();
    }

    @Test
    void erasedRectanglesHaveTheSizesOfTheSource() {
        int height = 101;
        int width = 103;
        var augmenter = new Augmenter(new Augmentation(0, 0, 0, 0.6, 0), 2, height, width);
        var random = new SplittableRandom(3);
        float[] image = new float[2 * height * width];
        int draws = 2000;
        int erased = 0;
        double sum = 0;
        double squares = 0;
        int upright = 0;
        for (int draw = 0; draw < draws; draw++) {
            Arrays.fill(image, 1);
            augmenter.apply(image, 0, random);
            int columns = 0;
            int rows = 0;
            int zeros = 0;
            for (int y = 0; y < height; y++) {
                int inRow = 0;
                for (int x = 0; x < width; x++) {
                    assertThat(image[(height + y) * width + x]).isEqualTo(image[y * width + x]);
                    inRow += image[y * width + x] == 0 ? 1 : 0;
                }
                zeros += inRow;
                columns = Math.max(columns, inRow);
                rows += inRow > 0 ? 1 : 0;
            }
            if (zeros > 0) {
                double share = zeros / (double) (height * width);
                assertThat(zeros).as("a rectangle").isEqualTo(rows * columns);
                // half a pixel at each side of at least 8 pixels
                assertThat(share).isBetween(0.02 * (1 - 1 / 8.0), 0.33 * (1 + 1 / 8.0));
                erased++;
                sum += share;
                squares += share * share;
                upright += rows > columns ? 1 : 0;
            }
        }
        double mean = sum / erased;
        assertThat((double) erased / draws).isCloseTo(0.6, within(5 * Math.sqrt(0.6 * 0.4 / draws)));
        assertThat(mean).isCloseTo((0.02 + 0.33) / 2, within(5 * Math.sqrt((squares / erased - mean * mean) / erased)));
        // rectangles of equal sides count as lying: about one in a hundred
        assertThat((double) upright / erased).isCloseTo(0.495, within(5 * Math.sqrt(0.25 / erased) + 0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void smallImagesAreErasedWithinTheirBounds(int size) {
        var augmenter = new Augmenter(new Augmentation(0, 0, 0, 1, 0), 1, size, 1);
        float[] ones = new float[size];
        Arrays.fill(ones, 1);

        assertThat(changed(ones, (pixels, at) -> augmenter.apply(pixels, at, new SplittableRandom(1))))
                .contains(0);
    }

    @Test
    void theSameSourceGivesTheSameImage() {
        var augmentation = new Augmentation(3, 0.5, 30, 0.5, 0);
        float[] image = noise(3 * 13 * 17);
        var augmenter = new Augmenter(augmentation, 3, 13, 17);
        // what an earlier image has left in memory does not count
        changed(noise(3 * 13 * 17), (pixels, at) -> augmenter.apply(pixels, at, new SplittableRandom(1)));

        float[] once = changed(image, (pixels, at) -> augmenter.apply(pixels, at, new SplittableRandom(7)));
        float[] again = changed(
                image,
                (pixels, at) -> new Augmenter(augmentation, 3, 13, 17).apply(pixels, at, new SplittableRandom(7)));

        assertThat(again).isEqualTo(once).isNotEqualTo(image);
        assertThat(changed(image, (pixels, at) -> augmenter.apply(pixels, at, new SplittableRandom(8))))
                .isNotEqualTo(once);
    }

    @Test
    void imagesBeyondTheArrayAreRefused() {
        assertThatThrownBy(() -> nothing.apply(IMAGE, 1, new SplittableRandom(1)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Augmenter(Augmentation.none(), 1, 0, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("height: expected a positive number, got 0");
    }
}
