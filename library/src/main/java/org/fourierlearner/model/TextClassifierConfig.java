package org.fourierlearner.model;

import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.nn.Pooling;
import org.fourierlearner.nn.PositionEmbedding;
import org.fourierlearner.nn.TransformerBlock;

/// What a [TextClassifier] is, apart from its vocabulary and classes.
///
/// @param layers the number of blocks
/// @param modelDim the width of activations, a multiple of the number of heads
/// @param heads the number of heads
/// @param mlpDim the width inside the MLP; 0 for four times `modelDim` with GELU, 8/3 with SwiGLU
/// @param contextLength the most tokens of a text that are read
/// @param excerpt which part of a longer text is read
/// @param attention the attention of every block, to all tokens
/// @param absolutePositions what is added to embeddings
/// @param pooling how the tokens of a text become one vector
/// @param activation the non-linearity of the MLP
/// @param norm the normalization
/// @param dropout the share of activations dropped in training
public record TextClassifierConfig(
        int layers,
        int modelDim,
        int heads,
        int mlpDim,
        int contextLength,
        Excerpt excerpt,
        AttentionConfig attention,
        AbsolutePositions absolutePositions,
        Pooling pooling,
        Activation activation,
        Norm norm,
        double dropout) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if a count is not positive, `heads` does not divide
    ///     `modelDim`,
    ///     `modelDim` is odd with sinusoidal positions, `dropout` is not in `[0, 1)`, or attention
    ///     cannot go to
    ///     all tokens
    public TextClassifierConfig {
        TransformerBlock.Config.require(layers, modelDim, heads, mlpDim, dropout);
        PositionEmbedding.require(absolutePositions, contextLength, modelDim);
        BothDirections.require(attention);
    }

    /// {@return a model of two layers that reads two thousand bytes}
    public static TextClassifierConfig defaults() {
        return new TextClassifierConfig(
                2,
                64,
                2,
                0,
                2048,
                new Excerpt.Beginning(),
                AttentionConfig.Linear.bidirectional(),
                AbsolutePositions.NONE,
                Pooling.MEAN,
                Activation.SWIGLU,
                Norm.RMS,
                0);
    }

    /// {@return what the blocks have in common}
    TransformerBlock.Config block() {
        return new TransformerBlock.Config(modelDim, heads, mlpDim, activation, norm, dropout, 0, layers);
    }
}
