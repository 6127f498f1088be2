package org.fourierlearner.nn;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Shape;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Cuts images into squares, row by row from the top left, and makes a token of each.
///
/// A token may see a margin around its square too, and have a hidden layer between: it then knows
/// edges and corners before attention begins. Around an image all pixels are 0.
///
/// Source: Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words" (arXiv:2010.11929), section
/// 3.1; Xiao et al. 2021, "Early Convolutions Help Transformers See Better" (arXiv:2106.14881),
/// which has more layers.
public final class PatchEmbedding {
    private final Patches patches;
    private final Parameters parameters = new Parameters();
    private final @Nullable Linear in;
    private final Linear out;

    /// What a token sees.
    ///
    /// @param size the side of a square, in pixels
    /// @param margin the pixels around it that it sees too
    /// @param hidden the width of the hidden layer; 0 for none
    public record Patches(int size, int margin, int hidden) {

        /// Checks the sizes.
        ///
        /// @throws IllegalArgumentException if `size` is not positive or another is negative
        public Patches {
            if (size < 1) {
                throw new IllegalArgumentException("patch: expected a positive number, got %d".formatted(size));
            }
            requireNotNegative("patchMargin", margin);
            requireNotNegative("patchHidden", hidden);
        }

        private static void requireNotNegative(String name, int value) {
            if (value < 0) {
                throw new IllegalArgumentException("%s: expected a number ≥ 0, got %d".formatted(name, value));
            }
        }

        /// {@return the side of what a token sees, in pixels}
        public int window() {
            return size + 2 * margin;
        }
    }

    /// Draws first weights.
    ///
    /// @param patches what a token sees
    /// @param channels the numbers of a pixel
    /// @param modelDim the width of tokens
    /// @param random the source of the draws
    public PatchEmbedding(Patches patches, int channels, int modelDim, Randomness random) {
        this.patches = patches;
        int numbers = patches.window() * patches.window() * channels;
        // pixels come normalized: tokens begin at the scale of 1
        in = patches.hidden() == 0 ? null : new Linear(numbers, patches.hidden(), true, 1 / Math.sqrt(numbers), random);
        int before = in == null ? numbers : patches.hidden();
        out = new Linear(before, modelDim, true, 1 / Math.sqrt(before), random);
        if (in != null) {
            parameters.include("in", in.parameters());
        }
        parameters.include(out.parameters());
    }

    /// {@return what a token sees}
    public Patches patches() {
        return patches;
    }

    /// {@return the tokens, `[batch, rows·columns, modelDim]`}
    ///
    /// @param pixels `[batch, channels, height, width]`
    /// @throws ShapeMismatchException if squares do not fill an image
    public Tensor apply(Tensor pixels) {
        int size = patches.size();
        int height = pixels.extent(2);
        int width = pixels.extent(3);
        if (height % size != 0 || width % size != 0) {
            throw new ShapeMismatchException(
                    "pixels", "height and width that are multiples of the patch, %d".formatted(size), pixels.shape());
        }
        int window = patches.window();
        int rows = height / size;
        int columns = width / size;
        Tensor squares = bordered(bordered(pixels, 2), 3)
                .windows(2, window, size)
                .windows(3, window, size)
                .permute(0, 2, 3, 4, 5, 1)
                .reshape(pixels.extent(0), rows * columns, window * window * pixels.extent(1));
        return out.apply(in == null ? squares : in.apply(squares).silu());
    }

    private Tensor bordered(Tensor pixels, int axis) {
        if (patches.margin() == 0) {
            return pixels;
        }
        Shape border = pixels.shape().with(axis, patches.margin());
        Tensor zeros = Tensor.zeros(pixels.type(), border.extents());
        return Tensor.concatenate(axis, zeros, pixels, zeros);
    }

    /// {@return the weights: `weight`, `bias`, and those of `in` if there is a hidden layer}
    public Parameters parameters() {
        return parameters;
    }
}
