package org.fourierlearner.model;

import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.nn.AbsolutePositions;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.nn.PositionEmbedding;
import org.fourierlearner.nn.TransformerBlock;
import org.fourierlearner.rpe.ConvolutionalSpe;

/// What a [LanguageModel] is, apart from its vocabulary.
///
/// @param layers the number of blocks
/// @param modelDim the width of activations, a multiple of the number of heads
/// @param heads the number of heads
/// @param mlpDim the width inside the MLP; 0 for four times `modelDim` with GELU, 8/3 with SwiGLU
/// @param contextLength the number of tokens of a training sequence
/// @param attention the attention of every block
/// @param absolutePositions what is added to embeddings
/// @param activation the non-linearity of the MLP
/// @param norm the normalization
/// @param tiedEmbeddings whether the output layer is the transposed embedding
/// @param dropout the share of activations dropped in training
public record LanguageModelConfig(
        int layers,
        int modelDim,
        int heads,
        int mlpDim,
        int contextLength,
        AttentionConfig attention,
        AbsolutePositions absolutePositions,
        Activation activation,
        Norm norm,
        boolean tiedEmbeddings,
        double dropout) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if a count is not positive, `heads` does not divide `modelDim`,
    ///     `modelDim` is odd with sinusoidal positions, or `dropout` is not in `[0, 1)`
    public LanguageModelConfig {
        TransformerBlock.Config.require(layers, modelDim, heads, mlpDim, dropout);
        PositionEmbedding.require(absolutePositions, contextLength, modelDim);
    }

    /// {@return a model of four layers that trains in minutes; its encodings decay, so texts may be longer than in
    /// training}
    public static LanguageModelConfig defaults() {
        return new LanguageModelConfig(
                4,
                128,
                4,
                0,
                128,
                AttentionConfig.Linear.causal(),
                AbsolutePositions.NONE,
                Activation.SWIGLU,
                Norm.RMS,
                true,
                0);
    }

    /// {@return the width of queries and keys}
    public int headDim() {
        return modelDim / heads;
    }

    /// {@return whether texts can be no longer than the context, because nothing stands for positions beyond it}
    public boolean endsWithContext() {
        return absolutePositions == AbsolutePositions.LEARNED || attention.rpe() instanceof ConvolutionalSpe;
    }

    /// {@return what the blocks have in common}
    TransformerBlock.Config block() {
        return new TransformerBlock.Config(modelDim, heads, mlpDim, activation, norm, dropout, 0, layers);
    }
}
