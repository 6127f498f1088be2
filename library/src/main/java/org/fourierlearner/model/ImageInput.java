package org.fourierlearner.model;

import java.util.List;

/// The images that a model takes, and how their pixels become numbers of mean 0 and deviation 1.
///
/// @param height in pixels
/// @param width in pixels
/// @param channels the numbers of a pixel: 1 for grey, 3 for color
/// @param mean of each channel over the training images, from 0 for black to 1
/// @param deviation of each channel, likewise
public record ImageInput(int height, int width, int channels, List<Double> mean, List<Double> deviation) {

    /// Checks the components and copies the lists.
    ///
    /// @throws IllegalArgumentException if a count is not positive, or there is not a mean and a
    ///     positive deviation for each channel
    public ImageInput {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException("input: expected positive height, width and channels, got %d, %d and %d"
                    .formatted(height, width, channels));
        }
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != channels || deviation.size() != channels) {
            throw new IllegalArgumentException(
                    "input: expected a mean and a deviation for each of %d channels, got %s and %s"
                            .formatted(channels, mean, deviation));
        }
        if (!mean.stream().allMatch(Double::isFinite)
                || !deviation.stream().allMatch(d -> d > 0 && d < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "input: expected finite means and positive deviations, got %s and %s".formatted(mean, deviation));
        }
    }
}
