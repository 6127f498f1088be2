package org.fourierlearner.model;

import java.util.List;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.nn.PatchEmbedding;
import org.fourierlearner.nn.Pooling;
import org.fourierlearner.nn.PositionEmbedding;
import org.fourierlearner.nn.TransformerBlock;

/// What a [VisionTransformer] is, apart from the images it takes and its classes.
///
/// @param patch the side of the square of pixels that is a token; 1 for single pixels
/// @param convolutions the channels of each convolution by 3 × 3 before tokens, in order; none for
///     tokens of pixels themselves
/// @param layers the number of blocks
/// @param modelDim the width of activations, a multiple of the number of heads
/// @param heads the number of heads
/// @param mlpDim the width inside the MLP; 0 for four times `modelDim` with GELU, 8/3 with SwiGLU
/// @param attention the attention of every block, to all tokens
/// @param absolutePositions what is added to tokens, by their numbers row by row
/// @param pooling how tokens become one vector
/// @param activation the non-linearity of the MLP
/// @param norm the normalization
/// @param dropout the share of activations dropped in training
/// @param stochasticDepth the share of images for which the last block is left out in training;
///     less for earlier ones
public record VisionTransformerConfig(
        int patch,
        List<Integer> convolutions,
        int layers,
        int modelDim,
        int heads,
        int mlpDim,
        AttentionConfig attention,
        AbsolutePositions absolutePositions,
        Pooling pooling,
        Activation activation,
        Norm norm,
        double dropout,
        double stochasticDepth) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if a count is not positive, convolutions do not fit the
    ///     patch, `heads` does not divide `modelDim`, `modelDim` is odd with sinusoidal positions, a
    ///     share is not in `[0, 1)`, or attention cannot go to all tokens
    public VisionTransformerConfig {
        convolutions = List.copyOf(convolutions);
        new PatchEmbedding.Patches(patch, convolutions);
        new TransformerBlock.Config(modelDim, heads, mlpDim, activation, norm, dropout, stochasticDepth, layers);
        PositionEmbedding.require(absolutePositions, modelDim);
        BothDirections.requireInSpace(attention);
    }

    /// {@return four layers over patches of 4 × 4 pixels}
    public static VisionTransformerConfig defaults() {
        return new VisionTransformerConfig(
                4,
                List.of(),
                4,
                128,
                4,
                0,
                AttentionConfig.Linear.defaults(),
                AbsolutePositions.NONE,
                Pooling.MEAN,
                Activation.SWIGLU,
                Norm.RMS,
                0,
                0);
    }

    /// {@return what a token is made of}
    PatchEmbedding.Patches patches() {
        return new PatchEmbedding.Patches(patch, convolutions);
    }

    /// {@return what the blocks have in common}
    TransformerBlock.Config block() {
        return new TransformerBlock.Config(modelDim, heads, mlpDim, activation, norm, dropout, stochasticDepth, layers);
    }
}
