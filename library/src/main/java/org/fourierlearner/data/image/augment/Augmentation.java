package org.fourierlearner.data.image.augment;

/// How images are changed at random in training; see [Augmenter] and [Mixup].
///
/// @param cropPadding by how many pixels an image is shifted at most, up or down and left or right: the same as
///     padding on all sides and cutting out the old size
/// @param flipProbability of exchanging left and right
/// @param rotationDegrees by how much an image is turned at most, to either side
/// @param erasingProbability of erasing a rectangle
/// @param mixup `α` of the distribution of the shares in which images are mixed; 0 for no mixing
public record Augmentation(
        int cropPadding, double flipProbability, double rotationDegrees, double erasingProbability, double mixup) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if `cropPadding` is negative, a probability is not in `[0, 1]`,
    ///     `rotationDegrees` is not in `[0, 180]`, or `mixup` is negative or infinite
    public Augmentation {
        if (cropPadding < 0) {
            throw new IllegalArgumentException("cropPadding: expected a number ≥ 0, got %d".formatted(cropPadding));
        }
        requireWithin("flipProbability", flipProbability, 1);
        requireWithin("rotationDegrees", rotationDegrees, 180);
        requireWithin("erasingProbability", erasingProbability, 1);
        if (!(mixup >= 0 && mixup < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("mixup: expected a finite number ≥ 0, got %s".formatted(mixup));
        }
    }

    private static void requireWithin(String component, double value, int most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "%s: expected a number in [0, %d], got %s".formatted(component, most, value));
        }
    }

    /// {@return images as they are}
    public static Augmentation none() {
        return new Augmentation(0, 0, 0, 0, 0);
    }
}
