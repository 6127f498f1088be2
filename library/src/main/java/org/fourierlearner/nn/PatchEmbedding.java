package org.fourierlearner.nn;

import java.util.ArrayList;
import java.util.List;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;

/// Makes tokens of an image, one for each square of pixels, row by row from the top left.
///
/// A token is a linear function of the pixels of its square, or of what convolutions by 3 × 3
/// found there: it then knows edges and corners, and those of its surroundings too, before
/// attention begins. Around an image all pixels are 0.
///
/// Source: Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words" (arXiv:2010.11929), section
/// 3.1; Xiao et al. 2021, "Early Convolutions Help Transformers See Better" (arXiv:2106.14881),
/// section 3, here without normalization.
public final class PatchEmbedding {
    /// The mean square of `silu(x)` for normal `x`, inverted: activations keep the scale of 1.
    private static final double SILU_GAIN = 2.81;

    private final Patches patches;
    private final Parameters parameters = new Parameters();
    private final List<Convolution> convolutions = new ArrayList<>();
    private final Linear out;

    private record Convolution(Tensor kernel, Tensor bias, int step) {
        Tensor apply(Tensor image) {
            return image.convolution(kernel, bias, step, 1).silu();
        }
    }

    /// What a token is made of.
    ///
    /// @param size the side of a square, in pixels
    /// @param convolutions the channels of each convolution, in order; the last ones halve an image
    ///     until a pixel is a square; none for pixels themselves
    public record Patches(int size, List<Integer> convolutions) {

        /// Checks the numbers.
        ///
        /// @throws IllegalArgumentException if one is not positive, or there are convolutions and `size`
        ///     is not a power of two or would need more of them
        public Patches {
            convolutions = List.copyOf(convolutions);
            if (size < 1) {
                throw new IllegalArgumentException("patch: expected a positive number, got %d".formatted(size));
            }
            if (convolutions.stream().anyMatch(channels -> channels < 1)) {
                throw new IllegalArgumentException("convolutions: expected positive numbers, got " + convolutions);
            }
            if (!convolutions.isEmpty() && Integer.bitCount(size) != 1) {
                throw new IllegalArgumentException(
                        "patch: expected a power of two, because convolutions halve an image, got %d".formatted(size));
            }
            if (!convolutions.isEmpty() && convolutions.size() < halvings(size)) {
                throw new IllegalArgumentException(
                        "convolutions: expected %d or more for patches of %d, because each halves an image once, got %s"
                                .formatted(halvings(size), size, convolutions));
            }
        }

        private static int halvings(int size) {
            return Integer.numberOfTrailingZeros(size);
        }

        /// {@return the step of a convolution: 2 if it halves an image, or 1}
        ///
        /// @param index its place among all
        public int step(int index) {
            return index < convolutions.size() - halvings(size) ? 1 : 2;
        }

        /// {@return how many numbers a token is a linear function of}
        ///
        /// @param channels the numbers of a pixel
        public int numbers(int channels) {
            return convolutions.isEmpty() ? size * size * channels : convolutions.getLast();
        }
    }

    /// Draws first weights.
    ///
    /// @param patches what a token is made of
    /// @param channels the numbers of a pixel
    /// @param modelDim the width of tokens
    /// @param random the source of the draws
    public PatchEmbedding(Patches patches, int channels, int modelDim, Randomness random) {
        this.patches = patches;
        int in = channels;
        for (int n = 0; n < patches.convolutions().size(); n++) {
            int made = patches.convolutions().get(n);
            // pixels come normalized, at the scale of 1 themselves
            double gain = n == 0 ? 1 : SILU_GAIN;
            String name = "convolutions." + n;
            convolutions.add(new Convolution(
                    parameters.weight(
                            name + ".weight", random.normal(made, in, 3, 3).multiply(Math.sqrt(gain / (9 * in)))),
                    parameters.weight(name + ".bias", Tensor.zeros(made)),
                    patches.step(n)));
            in = made;
        }
        int numbers = patches.numbers(channels);
        double gain = convolutions.isEmpty() ? 1 : SILU_GAIN;
        out = new Linear(numbers, modelDim, true, Math.sqrt(gain / numbers), random);
        parameters.include(out.parameters());
    }

    /// {@return what a token is made of}
    public Patches patches() {
        return patches;
    }

    /// {@return the tokens, `[batch, rows·columns, modelDim]`}
    ///
    /// @param pixels `[batch, channels, height, width]`
    /// @throws ShapeMismatchException if squares do not fill an image
    public Tensor apply(Tensor pixels) {
        int size = patches.size();
        if (pixels.extent(2) % size != 0 || pixels.extent(3) % size != 0) {
            throw new ShapeMismatchException(
                    "pixels", "height and width that are multiples of the patch, %d".formatted(size), pixels.shape());
        }
        return out.apply(convolutions.isEmpty() ? squares(pixels) : convolved(pixels));
    }

    private Tensor squares(Tensor pixels) {
        int size = patches.size();
        int tokens = pixels.extent(2) / size * (pixels.extent(3) / size);
        return pixels.windows(2, size, size)
                .windows(3, size, size)
                .permute(0, 2, 3, 4, 5, 1)
                .reshape(pixels.extent(0), tokens, patches.numbers(pixels.extent(1)));
    }

    private Tensor convolved(Tensor pixels) {
        Tensor image = pixels;
        for (Convolution convolution : convolutions) {
            image = convolution.apply(image);
        }
        return image.reshape(image.extent(0), image.extent(1), image.extent(2) * image.extent(3))
                .transpose(1, 2);
    }

    /// {@return the weights: `weight`, `bias`, and those of `convolutions.0`, … if there are any}
    public Parameters parameters() {
        return parameters;
    }
}
