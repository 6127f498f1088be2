package org.fourierlearner.model;

import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.nn.Activation;
import org.fourierlearner.nn.Norm;
import org.fourierlearner.nn.TransformerBlock;

/// What a [MoleculeTransformer] is, apart from the molecules it takes.
///
/// @param layers the number of blocks
/// @param modelDim the width of activations, a multiple of the number of heads
/// @param heads the number of heads
/// @param mlpDim the width inside the MLP; 0 for four times `modelDim` with GELU, 8/3 with SwiGLU
/// @param attention the attention of every block, to all atoms
/// @param activation the non-linearity of the MLP, smooth where forces are wanted
/// @param norm the normalization
/// @param doublePrecision whether weights and activations are double-precision numbers, at most
///     three quarters as fast; for masked attention
public record MoleculeTransformerConfig(
        int layers,
        int modelDim,
        int heads,
        int mlpDim,
        AttentionConfig attention,
        Activation activation,
        Norm norm,
        boolean doublePrecision) {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if a count is not positive, `heads` does not divide
    ///     `modelDim`, attention cannot go to all atoms, or double precision is asked of other than
    ///     masked attention
    public MoleculeTransformerConfig {
        new TransformerBlock.Config(modelDim, heads, mlpDim, activation, norm, 0, 0, layers);
        BothDirections.requireInSpace(attention);
        if (doublePrecision && !(attention instanceof AttentionConfig.Masked)) {
            throw new IllegalArgumentException(
                    "doublePrecision: expected attention.kind = masked with it, got another; encodings of logits are in single precision");
        }
    }

    /// {@return three layers of masked attention, with a radial mask for every channel}
    public static MoleculeTransformerConfig defaults() {
        return new MoleculeTransformerConfig(
                3, 64, 64, 0, AttentionConfig.Masked.defaults(), Activation.SWIGLU, Norm.RMS, false);
    }

    /// {@return what the blocks have in common}
    TransformerBlock.Config block() {
        return new TransformerBlock.Config(modelDim, heads, mlpDim, activation, norm, 0, 0, layers);
    }
}
