package org.fourierlearner.data.image;

import java.util.Arrays;

/// An image of bytes, grey or in colour. Two are equal if all their values are.
///
/// @param width in pixels
/// @param height in pixels
/// @param channels 1 for grey, 3 for red, green and blue
/// @param values rows from the top left, channels of a pixel together, `[height, width, channels]`; unsigned, and
///     shared rather than copied
@SuppressWarnings("ArrayRecordComponent") // equality is defined below
public record Image(int width, int height, int channels, byte[] values) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if one of them is not as described
    public Image {
        requireSize(width, height);
        requireChannels(channels);
        if (values.length != (long) width * height * channels) {
            throw new IllegalArgumentException(
                    "values: expected %d x %d x %d bytes, got %d".formatted(height, width, channels, values.length));
        }
    }

    private static void requireSize(int width, int height) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "size: expected at least 1 x 1 pixels, got %d x %d".formatted(width, height));
        }
    }

    private static void requireChannels(int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("channels: expected 1 (grey) or 3 (red, green, blue), got " + channels);
        }
    }

    /// {@return a value, from 0 to 255}
    ///
    /// @param x column, from the left
    /// @param y row, from the top
    /// @param channel 0 for grey; 0 to 2 for red, green and blue
    public int at(int x, int y, int channel) {
        return Byte.toUnsignedInt(values[(y * width + x) * channels + channel]);
    }

    /// {@return this image with so many channels} Grey becomes a colour with three equal channels; a colour
    /// becomes its luma, `0.299 R + 0.587 G + 0.114 B`, rounded.
    ///
    /// Source: ITU-R Recommendation BT.601.
    ///
    /// @param wanted 1 or 3
    /// @throws IllegalArgumentException if it is another number
    public Image toChannels(int wanted) {
        requireChannels(wanted);
        if (wanted == channels) {
            return this;
        }
        byte[] converted = new byte[Math.multiplyExact(width * height, wanted)];
        for (int pixel = 0; pixel < width * height; pixel++) {
            if (wanted == 1) {
                int red = Byte.toUnsignedInt(values[3 * pixel]);
                int green = Byte.toUnsignedInt(values[3 * pixel + 1]);
                int blue = Byte.toUnsignedInt(values[3 * pixel + 2]);
                converted[pixel] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
            } else {
                Arrays.fill(converted, 3 * pixel, 3 * pixel + 3, values[pixel]);
            }
        }
        return new Image(width, height, wanted, converted);
    }

    /// {@return this image in another size} Along an axis that shrinks, a value is the mean over the area that its
    /// pixel covers, with the parts of pixels at its borders; along one that grows, it lies on the line between the
    /// two nearest pixels, and beyond the outermost ones is theirs. Pixels are squares whose centres are at halves.
    ///
    /// @param newWidth in pixels
    /// @param newHeight in pixels
    /// @throws IllegalArgumentException if one is below 1
    public Image resized(int newWidth, int newHeight) {
        requireSize(newWidth, newHeight);
        if (newWidth == width && newHeight == height) {
            return this;
        }
        return Resampling.resample(this, newWidth, newHeight);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image
                && width == image.width
                && height == image.height
                && channels == image.channels
                && Arrays.equals(values, image.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "%d x %d %s".formatted(width, height, channels == 1 ? "grey" : "colour");
    }
}
