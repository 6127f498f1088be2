package org.fourierlearner.nn;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.ShapeMismatchException;
import org.fourierlearner.tensor.Tensor;

/// Cuts images into squares, row by row from the top left, and makes a token of each.
///
/// Source: Dosovitskiy et al. 2021, "An Image is Worth 16x16 Words" (arXiv:2010.11929), section
/// 3.1.
public final class PatchEmbedding {
    private final int patch;
    private final Linear linear;

    /// Draws first weights.
    ///
    /// @param patch the side of a square, in pixels
    /// @param channels the numbers of a pixel
    /// @param modelDim the width of tokens
    /// @param random the source of the draws
    public PatchEmbedding(int patch, int channels, int modelDim, Randomness random) {
        this.patch = patch;
        // pixels come normalized: tokens begin at the scale of 1
        double deviation = 1 / Math.sqrt((double) patch * patch * channels);
        linear = new Linear(patch * patch * channels, modelDim, true, deviation, random);
    }

    /// {@return the tokens, `[batch, rows·columns, modelDim]`}
    ///
    /// @param pixels `[batch, channels, height, width]`
    /// @throws ShapeMismatchException if squares do not fill an image
    public Tensor apply(Tensor pixels) {
        int height = pixels.extent(2);
        int width = pixels.extent(3);
        if (height % patch != 0 || width % patch != 0) {
            throw new ShapeMismatchException(
                    "pixels", "height and width that are multiples of the patch, %d".formatted(patch), pixels.shape());
        }
        int batch = pixels.extent(0);
        int channels = pixels.extent(1);
        int rows = height / patch;
        int columns = width / patch;
        Tensor squares = pixels.reshape(batch, channels, rows, patch, columns, patch)
                .permute(0, 2, 4, 3, 5, 1)
                .reshape(batch, rows * columns, patch * patch * channels);
        return linear.apply(squares);
    }

    /// {@return the weights}
    public Parameters parameters() {
        return linear.parameters();
    }
}
