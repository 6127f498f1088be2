package org.fourierlearner.data.image.augment;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/// Changes images of one size in place: each is rotated, shifted, flipped and erased, in this order, as its
/// [Augmentation] says. All channels are changed alike.
///
/// It has an image's memory of its own, so each thread needs one of its own.
///
/// Source: Zhong et al. 2017, "Random Erasing Data Augmentation" (arXiv:1708.04896), for erased rectangles. There
/// the ratio of the sides is uniform, and a rectangle is drawn until it fits and filled with random values; here its
/// logarithm is uniform, so that upright and lying rectangles are equally frequent, and a rectangle is cut to the size
/// of the image and filled with zeros.
public final class Augmenter {
    private static final double LEAST_ERASED = 0.02;
    private static final double MOST_ERASED = 0.33;
    private static final double LOG_OF_GREATEST_ASPECT = -Math.log(0.3);

    private final Augmentation augmentation;
    private final int channels;
    private final int height;
    private final int width;

    /// A channel before it is rotated.
    private final float[] channel;

    /// Prepares for images of a size.
    ///
    /// @param augmentation how they are changed
    /// @param channels the numbers of a pixel
    /// @param height in pixels
    /// @param width in pixels
    /// @throws IllegalArgumentException if a number is not positive
    public Augmenter(Augmentation augmentation, int channels, int height, int width) {
        requirePositive("channels", channels);
        requirePositive("height", height);
        requirePositive("width", width);
        this.augmentation = augmentation;
        this.channels = channels;
        this.height = height;
        this.width = width;
        channel = new float[height * width];
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s: expected a positive number, got %d".formatted(what, value));
        }
    }

    /// Changes an image. Mixing is for batches, see [Mixup].
    ///
    /// @param pixels have the image, `[channels, height, width]`, among others
    /// @param offset where it begins
    /// @param random the source of the draws
    /// @throws IndexOutOfBoundsException if the image does not lie within `pixels`
    public void apply(float[] pixels, int offset, SplittableRandom random) {
        Objects.checkFromIndexSize(offset, channels * height * width, pixels.length);
        if (augmentation.rotationDegrees() > 0) {
            rotate(pixels, offset, Math.toRadians(augmentation.rotationDegrees()) * random.nextDouble(-1, 1));
        }
        int padding = augmentation.cropPadding();
        if (padding > 0) {
            int down = random.nextInt(-padding, padding + 1);
            int right = random.nextInt(-padding, padding + 1);
            shift(pixels, offset, down, right);
        }
        // nothing is below a probability of 0
        if (random.nextDouble() < augmentation.flipProbability()) {
            flip(pixels, offset);
        }
        if (random.nextDouble() < augmentation.erasingProbability()) {
            erase(pixels, offset, random);
        }
    }

    /// Rotates about the middle, counterclockwise as pictures are looked at, with the first row above. A pixel is
    /// interpolated between the four around the point that it comes from, of which those outside are 0.
    void rotate(float[] pixels, int offset, double radians) {
        double cosine = Math.cos(radians);
        double sine = Math.sin(radians);
        double middleY = (height - 1) / 2.0;
        double middleX = (width - 1) / 2.0;
        for (int c = 0; c < channels; c++) {
            int first = offset + c * channel.length;
            System.arraycopy(pixels, first, channel, 0, channel.length);
            for (int y = 0; y < height; y++) {
                double fromY = middleY + cosine * (y - middleY) - sine * middleX;
                double fromX = middleX - sine * (y - middleY) - cosine * middleX;
                for (int x = 0; x < width; x++) {
                    pixels[first + y * width + x] = interpolated(fromY + sine * x, fromX + cosine * x);
                }
            }
        }
    }

    private float interpolated(double y, double x) {
        int above = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        float down = (float) (y - above);
        float right = (float) (x - left);
        return (1 - down) * ((1 - right) * at(above, left) + right * at(above, left + 1))
                + down * ((1 - right) * at(above + 1, left) + right * at(above + 1, left + 1));
    }

    private float at(int y, int x) {
        return y >= 0 && y < height && x >= 0 && x < width ? channel[y * width + x] : 0;
    }

    /// Moves down and to the right, or up and to the left by negative numbers.
    void shift(float[] pixels, int offset, int down, int right) {
        int kept = Math.max(0, width - Math.abs(right));
        int from = Math.max(0, -right);
        int to = Math.max(0, right);
        for (int c = 0; c < channels; c++) {
            int first = offset + c * height * width;
            for (int i = 0; i < height; i++) {
                // a row is read before it is written over
                int y = down > 0 ? height - 1 - i : i;
                int row = first + y * width;
                int source = y - down;
                if (source < 0 || source >= height || kept == 0) {
                    Arrays.fill(pixels, row, row + width, 0);
                    continue;
                }
                System.arraycopy(pixels, first + source * width + from, pixels, row + to, kept);
                Arrays.fill(pixels, row, row + to, 0);
                Arrays.fill(pixels, row + to + kept, row + width, 0);
            }
        }
    }

    /// Exchanges left and right.
    void flip(float[] pixels, int offset) {
        for (int row = offset; row < offset + channels * height * width; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float pixel = pixels[left];
                pixels[left] = pixels[right];
                pixels[right] = pixel;
            }
        }
    }

    /// Sets a rectangle to 0.
    void erase(float[] pixels, int offset, SplittableRandom random) {
        double area = height * width * random.nextDouble(LEAST_ERASED, MOST_ERASED);
        double aspect = Math.exp(LOG_OF_GREATEST_ASPECT * random.nextDouble(-1, 1));
        int rows = Math.clamp(Math.round(Math.sqrt(area * aspect)), 1, height);
        int columns = Math.clamp(Math.round(Math.sqrt(area / aspect)), 1, width);
        int top = random.nextInt(height - rows + 1);
        int left = random.nextInt(width - columns + 1);
        for (int c = 0; c < channels; c++) {
            for (int y = top; y < top + rows; y++) {
                int begin = offset + (c * height + y) * width + left;
                Arrays.fill(pixels, begin, begin + columns, 0);
            }
        }
    }
}
