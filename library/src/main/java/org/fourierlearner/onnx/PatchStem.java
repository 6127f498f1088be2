package org.fourierlearner.onnx;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.fourierlearner.nn.PatchEmbedding.Patches;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.Tensor;

/// Patches of an image, row by row, as tokens: the input `pixels`, `[batch, channels, height,
/// width]`, is normalized channel by channel, and each patch is a vector of its rows, of their
/// columns, of their channels, or a pixel of what convolutions made.
///
/// @param channels of the images
/// @param height of the images, a multiple of the patch
/// @param width of the images, a multiple of the patch
/// @param mean subtracted from pixels, for each channel
/// @param deviation pixels are divided by it, for each channel
/// @param patches what a token is made of
/// @param weights those of [org.fourierlearner.nn.PatchEmbedding]
public record PatchStem(
        int channels,
        int height,
        int width,
        List<Double> mean,
        List<Double> deviation,
        Patches patches,
        Map<String, Tensor> weights)
        implements Stem {

    /// Checks the sizes.
    ///
    /// @throws IllegalArgumentException if patches do not fill the image, or there are not as many means
    ///     and deviations as channels
    /// @throws org.fourierlearner.tensor.ShapeMismatchException if the weights are of other patches
    public PatchStem {
        if (height % patches.size() != 0 || width % patches.size() != 0) {
            throw new IllegalArgumentException(
                    "patch: expected a divisor of %d and %d, got %d".formatted(height, width, patches.size()));
        }
        requireChannels("mean", mean, channels);
        requireChannels("deviation", deviation, channels);
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        weights = Map.copyOf(weights);
        of(weights, "weight")
                .shape()
                .require("weight", Shape.of(of(weights, "bias").extent(0), patches.numbers(channels)));
    }

    private static Tensor of(Map<String, Tensor> weights, String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    private static void requireChannels(String name, List<Double> values, int channels) {
        if (values.size() != channels) {
            throw new IllegalArgumentException(
                    "%s: expected %d channels, got %d: %s".formatted(name, channels, values.size(), values));
        }
    }

    @Override
    public int length() {
        return height / patches.size() * (width / patches.size());
    }

    @Override
    public int modelDim() {
        return of(weights, "bias").extent(0);
    }

    @Override
    public OnnxValue tokens(OnnxGraph graph) {
        OnnxValue pixels = graph.input("pixels", channels, height, width)
                .subtract(graph.initializer("mean", ofChannels(mean)))
                .divide(graph.initializer("deviation", ofChannels(deviation)));
        return patches.convolutions().isEmpty() ? ofSquares(graph, pixels) : ofConvolutions(graph, pixels);
    }

    /// A linear layer over the numbers of squares is a convolution.
    private OnnxValue ofSquares(OnnxGraph graph, OnnxValue pixels) {
        int size = patches.size();
        Tensor kernel =
                of(weights, "weight").reshape(modelDim(), size, size, channels).permute(0, 3, 1, 2);
        return rows(
                pixels.convolution(
                        graph.initializer("patch.weight", kernel.contiguous()),
                        graph.initializer("patch.bias", of(weights, "bias")),
                        size,
                        0),
                modelDim());
    }

    private OnnxValue ofConvolutions(OnnxGraph graph, OnnxValue pixels) {
        OnnxValue image = pixels;
        for (int n = 0; n < patches.convolutions().size(); n++) {
            String name = "convolutions." + n;
            image = image.convolution(
                            graph.initializer("patch.%s.weight".formatted(name), of(weights, name + ".weight")),
                            graph.initializer("patch.%s.bias".formatted(name), of(weights, name + ".bias")),
                            patches.step(n),
                            1)
                    .silu();
        }
        return rows(image, patches.numbers(channels))
                .matmul(graph.initializer("patch.weight", of(weights, "weight").transpose(0, 1)))
                .add(graph.initializer("patch.bias", of(weights, "bias")));
    }

    private OnnxValue rows(OnnxValue image, int numbers) {
        return image.reshape(0, numbers, length()).permute(0, 2, 1);
    }

    private static Tensor ofChannels(List<Double> values) {
        return Tensor.of(values.stream().mapToDouble(v -> v).toArray(), values.size(), 1, 1);
    }
}
