package org.fourierlearner.nn;

import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionState;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Self-attention of several heads between two projections.
public final class MultiHeadAttention {
    private final int heads;
    private final Attention attention;
    private final Parameters parameters = new Parameters();
    private final Linear in;
    private final Linear out;
    private final @Nullable Normalization headNorm;

    /// Draws first weights.
    ///
    /// @param modelDim the width of input and output, a multiple of the number of heads
    /// @param heads the number of heads
    /// @param attention what the heads do
    /// @param outDeviation the standard deviation of the output weights
    /// @param random the source of the draws
    public MultiHeadAttention(int modelDim, int heads, Attention attention, double outDeviation, Randomness random) {
        this.heads = heads;
        this.attention = attention;
        in = new Linear(modelDim, 3 * modelDim, false, TransformerBlock.INITIAL_DEVIATION, random);
        out = new Linear(modelDim, modelDim, false, outDeviation, random);
        parameters.include("in", in.parameters());
        parameters.include("out", out.parameters());
        parameters.include("attention", attention.parameters());
        headNorm = attention.averages() ? null : new Normalization(Norm.RMS, modelDim / heads);
        if (headNorm != null) {
            parameters.include("head_norm", headNorm.parameters());
        }
    }

    /// Queries, keys and values of all heads.
    ///
    /// @param query `[batch, heads, length, headDim]`
    /// @param key likewise
    /// @param value likewise
    public record Projections(Tensor query, Tensor key, Tensor value) {}

    /// {@return what the heads attend with}
    ///
    /// @param input `[batch, length, modelDim]`
    public Projections project(Tensor input) {
        int batch = input.extent(0);
        int length = input.extent(1);
        int modelDim = input.extent(2);
        Tensor all = in.apply(input)
                .reshape(batch, length, 3, heads, modelDim / heads)
                .permute(2, 0, 3, 1, 4);
        return new Projections(all.select(0, 0), all.select(0, 1), all.select(0, 2));
    }

    private Tensor join(Tensor heads, Tensor input) {
        Tensor normalized = headNorm == null ? heads : headNorm.apply(heads);
        return out.apply(normalized.transpose(1, 2).reshape(input.extent(0), input.extent(1), input.extent(2)));
    }

    /// {@return the output, `[batch, length, modelDim]`}
    ///
    /// @param input `[batch, length, modelDim]`
    /// @param at where the tokens are
    /// @param visibility which tokens see each other
    public Tensor apply(Tensor input, Coordinates at, Visibility visibility) {
        Projections p = project(input);
        return join(attention.attend(p.query(), p.key(), p.value(), at, at, visibility), input);
    }

    /// Continues a causal stream.
    ///
    /// @param state what remains of the tokens before
    /// @param input the next tokens, `[batch, length, modelDim]`
    /// @param at where they are
    /// @return the output, `[batch, length, modelDim]`
    public Tensor resume(AttentionState state, Tensor input, Coordinates at) {
        Projections p = project(input);
        return join(attention.resume(state, p.query(), p.key(), p.value(), at), input);
    }

    /// {@return what the heads do}
    public Attention attention() {
        return attention;
    }

    /// {@return the weights, with those of the attention}
    public Parameters parameters() {
        return parameters;
    }
}
