package org.fourierlearner.nn;

import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// A block with normalization before each part: `x + attention(norm(x))`, then `x + mlp(norm(x))`.
///
/// Source: Xiong et al. 2020, "On Layer Normalization in the Transformer Architecture" (arXiv:2002.04745).
public final class TransformerBlock {

    /// As in GPT-2; output projections are narrower still, see [Config#outDeviation].
    public static final double INITIAL_DEVIATION = 0.02;

    private final Config config;
    private final Parameters parameters = new Parameters();
    private final Normalization attentionNorm;
    private final MultiHeadAttention attention;
    private final Normalization mlpNorm;
    private final Mlp mlp;

    /// What the blocks of a model have in common.
    ///
    /// @param modelDim the width of the activations
    /// @param heads the number of heads
    /// @param mlpDim the width inside the MLP
    /// @param activation its non-linearity
    /// @param norm the normalization
    /// @param dropout the share of each part's outputs that is dropped in training
    /// @param layers the number of blocks of the model, which sets the scale of output projections
    public record Config(
            int modelDim, int heads, int mlpDim, Activation activation, Norm norm, double dropout, int layers) {

        double outDeviation() {
            return INITIAL_DEVIATION / Math.sqrt(2.0 * layers);
        }
    }

    /// Draws first weights.
    ///
    /// @param config what the blocks have in common
    /// @param attention the attention of this block
    /// @param random the source of the draws
    public TransformerBlock(Config config, Attention attention, Randomness random) {
        this.config = config;
        attentionNorm = new Normalization(config.norm(), config.modelDim());
        this.attention =
                new MultiHeadAttention(config.modelDim(), config.heads(), attention, config.outDeviation(), random);
        mlpNorm = new Normalization(config.norm(), config.modelDim());
        mlp = new Mlp(config.modelDim(), config.mlpDim(), config.activation(), config.outDeviation(), random);
        parameters.include("attention_norm", attentionNorm.parameters());
        parameters.include("attention", this.attention.parameters());
        parameters.include("mlp_norm", mlpNorm.parameters());
        parameters.include("mlp", mlp.parameters());
    }

    /// {@return the output, `[batch, length, modelDim]`}
    ///
    /// @param input `[batch, length, modelDim]`
    /// @param at where the tokens are
    /// @param visibility which tokens see each other
    /// @param dropout the source of dropped outputs; null outside training
    public Tensor apply(Tensor input, Coordinates at, Visibility visibility, @Nullable Randomness dropout) {
        return finish(input, attention.apply(attentionNorm.apply(input), at, visibility), dropout);
    }

    /// Continues a causal stream.
    ///
    /// @param state what remains of the tokens before
    /// @param input the next tokens, `[batch, length, modelDim]`
    /// @param at where they are
    /// @return the output, `[batch, length, modelDim]`
    public Tensor resume(AttentionState state, Tensor input, Coordinates at) {
        return finish(input, attention.resume(state, attentionNorm.apply(input), at), null);
    }

    private Tensor finish(Tensor input, Tensor attended, @Nullable Randomness dropout) {
        Tensor middle = input.add(drop(attended, dropout));
        return middle.add(drop(mlp.apply(mlpNorm.apply(middle)), dropout));
    }

    private Tensor drop(Tensor outputs, @Nullable Randomness dropout) {
        return dropout == null ? outputs : dropout.dropout(outputs, config.dropout());
    }

    /// {@return queries, keys and values that the heads make of an input, for inspection}
    ///
    /// @param input `[batch, length, modelDim]`
    public MultiHeadAttention.Projections project(Tensor input) {
        return attention.project(attentionNorm.apply(input));
    }

    /// {@return what the heads do}
    public Attention attention() {
        return attention.attention();
    }

    /// {@return the weights}
    public Parameters parameters() {
        return parameters;
    }
}
