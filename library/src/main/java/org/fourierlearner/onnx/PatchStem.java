package org.fourierlearner.onnx;

import java.util.List;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;

/// Patches of an image, row by row, as tokens: the input `pixels`, `[batch, channels, height, width]`,
/// is normalized channel by channel, and each patch is a vector of its rows, of their columns, of their
/// channels.
///
/// @param channels of the images
/// @param height of the images, a multiple of `patch`
/// @param width of the images, a multiple of `patch`
/// @param patch the height and width of a patch
/// @param mean subtracted from pixels, for each channel
/// @param deviation pixels are divided by it, for each channel
/// @param weight `[modelDim, patch·patch·channels]`
/// @param bias `[modelDim]`
public record PatchStem(
        int channels,
        int height,
        int width,
        int patch,
        List<Double> mean,
        List<Double> deviation,
        Tensor weight,
        Tensor bias)
        implements Stem {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if patches do not fill the image, or there are not as many means
    ///     and deviations as channels
    /// @throws org.fourierlearner.tensor.ShapeMismatchException if the weights are of other patches
    public PatchStem {
        if (patch < 1 || height % patch != 0 || width % patch != 0) {
            throw new IllegalArgumentException(
                    "patch: expected a divisor of %d and %d, got %d".formatted(height, width, patch));
        }
        requireChannels("mean", mean, channels);
        requireChannels("deviation", deviation, channels);
        weight.shape().require("weight", Shape.of(bias.extent(0), patch * patch * channels));
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    private static void requireChannels(String name, List<Double> values, int channels) {
        if (values.size() != channels) {
            throw new IllegalArgumentException(
                    "%s: expected %d channels, got %d: %s".formatted(name, channels, values.size(), values));
        }
    }

    @Override
    public int length() {
        return height / patch * (width / patch);
    }

    @Override
    public int modelDim() {
        return bias.extent(0);
    }

    @Override
    public OnnxValue tokens(OnnxGraph graph) {
        return graph.input("pixels", channels, height, width)
                .subtract(graph.initializer("mean", ofChannels(mean)))
                .divide(graph.initializer("deviation", ofChannels(deviation)))
                .reshape(0, channels, height / patch, patch, width / patch, patch)
                .permute(0, 2, 4, 3, 5, 1)
                .reshape(0, length(), patch * patch * channels)
                .matmul(graph.initializer("patch.weight", weight.transpose(0, 1)))
                .add(graph.initializer("patch.bias", bias));
    }

    private static Tensor ofChannels(List<Double> values) {
        return Tensor.of(values.stream().mapToDouble(v -> v).toArray(), values.size(), 1, 1);
    }
}
