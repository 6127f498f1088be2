package org.fourierlearner.nn;

import java.util.Objects;
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
/// In training each of the two parts may be dropped for a whole example (stochastic depth); where it is kept with
/// probability `1 − p` it is divided by that, so that the mean stays. Of `layers` blocks the `l`-th, from 0, has
/// `p = stochasticDepth·l/(layers − 1)`: the first is always kept.
///
/// Source: Xiong et al. 2020, "On Layer Normalization in the Transformer Architecture" (arXiv:2002.04745); Huang et
/// al. 2016, "Deep Networks with Stochastic Depth" (arXiv:1603.09382), there for a batch alike, and scaled after
/// training.
public final class TransformerBlock {

    /// As in GPT-2; output projections are narrower still, see [Config#outDeviation].
    public static final double INITIAL_DEVIATION = 0.02;

    private final Config config;
    private final Parameters parameters = new Parameters();
    private final Normalization attentionNorm;
    private final MultiHeadAttention attention;
    private final Normalization mlpNorm;
    private final Mlp mlp;
    private final double branchDrop;

    /// What the blocks of a model have in common.
    ///
    /// @param modelDim the width of the activations
    /// @param heads the number of heads
    /// @param mlpDim the width inside the MLP; 0 for four times `modelDim` with GELU, 8/3 with SwiGLU
    /// @param activation its non-linearity
    /// @param norm the normalization
    /// @param dropout the share of each part's outputs that is dropped in training
    /// @param stochasticDepth the probability that a part of the last block is dropped for an example in training
    /// @param layers the number of blocks of the model, which sets the scale of output projections
    public record Config(
            int modelDim,
            int heads,
            int mlpDim,
            Activation activation,
            Norm norm,
            double dropout,
            double stochasticDepth,
            int layers) {

        /// Checks the components, and takes the usual width of the MLP if none is given.
        ///
        /// @throws IllegalArgumentException as [#require] does, or if `stochasticDepth` is not in `[0, 1)`
        public Config {
            require(layers, modelDim, heads, mlpDim, dropout);
            requireShare("stochasticDepth", stochasticDepth);
            if (mlpDim == 0) {
                mlpDim = activation == Activation.SWIGLU ? 8 * modelDim / 3 : 4 * modelDim;
            }
        }

        /// Refuses sizes that no blocks have.
        ///
        /// @param layers the number of blocks
        /// @param modelDim the width of the activations
        /// @param heads the number of heads
        /// @param mlpDim the width inside the MLP, or 0
        /// @param dropout the share of each part's outputs that is dropped in training
        /// @throws IllegalArgumentException if a count is not positive, `heads` does not divide `modelDim`,
        ///     `mlpDim` is negative or `dropout` is not in `[0, 1)`
        public static void require(int layers, int modelDim, int heads, int mlpDim, double dropout) {
            requirePositive("layers", layers);
            requirePositive("modelDim", modelDim);
            requirePositive("heads", heads);
            if (modelDim % heads != 0) {
                throw new IllegalArgumentException(
                        "heads: expected a divisor of modelDim %d, got %d".formatted(modelDim, heads));
            }
            if (mlpDim < 0) {
                throw new IllegalArgumentException("mlpDim: expected a number ≥ 0, got %d".formatted(mlpDim));
            }
            requireShare("dropout", dropout);
        }

        private static void requireShare(String component, double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException(
                        "%s: expected a number in [0, 1), got %s".formatted(component, value));
            }
        }

        private static void requirePositive(String component, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(
                        "%s: expected a positive number, got %d".formatted(component, value));
            }
        }

        /// {@return the width of queries and keys}
        public int headDim() {
            return modelDim / heads;
        }

        double outDeviation() {
            return INITIAL_DEVIATION / Math.sqrt(2.0 * layers);
        }

        private double branchDrop(int layer) {
            return layer == 0 ? 0 : stochasticDepth * layer / (layers - 1);
        }
    }

    /// Draws first weights.
    ///
    /// @param config what the blocks have in common
    /// @param layer which block this is, from 0 to less than `layers`
    /// @param attention the attention of this block
    /// @param random the source of the draws
    public TransformerBlock(Config config, int layer, Attention attention, Randomness random) {
        this.config = config;
        branchDrop = config.branchDrop(Objects.checkIndex(layer, config.layers()));
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
    /// @param dropout the source of dropped outputs and parts; null outside training
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
        if (dropout == null) {
            return outputs;
        }
        Tensor left = dropout.dropout(outputs, config.dropout());
        if (branchDrop == 0) {
            return left;
        }
        Tensor keptExamples = dropout.dropout(Tensor.ones(outputs.extent(0), 1, 1), branchDrop);
        return left.multiply(keptExamples);
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
