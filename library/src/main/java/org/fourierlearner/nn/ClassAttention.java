package org.fourierlearner.nn;

import org.fourierlearner.attention.Attention;
import org.fourierlearner.attention.AttentionConfig;
import org.fourierlearner.attention.Visibility;
import org.fourierlearner.rpe.CoordinateRange;
import org.fourierlearner.rpe.Coordinates;
import org.fourierlearner.rpe.Rpe;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A learned token that attends to all others once, after the last block, by softmax of the content alone.
///
/// It stands nowhere, so no encoding of positions takes part, whatever the attention of the blocks is and
/// however many dimensions positions have. Time and memory `O(length)`.
///
/// Source: Touvron et al. 2021, "Going deeper with Image Transformers" (arXiv:2103.17239), the class-attention
/// stage; here one layer without an MLP, whose keys are the tokens alone, and whose output is not added to the
/// learned token but normalized.
public final class ClassAttention {
    private final int heads;
    private final Attention attention;
    private final Parameters parameters = new Parameters();
    private final Tensor token;
    private final Linear query;
    private final Linear keyAndValue;
    private final Linear out;
    private final Normalization norm;

    /// Draws first weights.
    ///
    /// @param modelDim the width of input and output, a multiple of the number of heads
    /// @param heads the number of heads
    /// @param norm the normalization of the output
    /// @param random the source of the draws
    public ClassAttention(int modelDim, int heads, Norm norm, Randomness random) {
        this.heads = heads;
        double deviation = TransformerBlock.INITIAL_DEVIATION;
        attention = new AttentionConfig.Exact(new Rpe.None())
                .create(heads, modelDim / heads, CoordinateRange.tokens(1), random);
        token = parameters.weight("token", random.normal(modelDim).multiply(deviation));
        query = new Linear(modelDim, modelDim, false, deviation, random);
        keyAndValue = new Linear(modelDim, 2 * modelDim, false, deviation, random);
        out = new Linear(modelDim, modelDim, false, deviation, random);
        this.norm = new Normalization(norm, modelDim);
        parameters.include("query", query.parameters());
        parameters.include("key_and_value", keyAndValue.parameters());
        parameters.include("out", out.parameters());
        parameters.include("norm", this.norm.parameters());
    }

    /// {@return what the token sees, normalized, `[batch, modelDim]`}
    ///
    /// @param tokens `[batch, length, modelDim]`
    /// @param visibility which of them are tokens and not padding
    public Tensor apply(Tensor tokens, Visibility visibility) {
        int batch = tokens.extent(0);
        int length = tokens.extent(1);
        int modelDim = tokens.extent(2);
        int headDim = modelDim / heads;
        Tensor asked = query.apply(token).reshape(1, heads, 1, headDim).expand(batch, heads, 1, headDim);
        Tensor all = keyAndValue
                .apply(tokens)
                .reshape(batch, length, 2, heads, headDim)
                .permute(2, 0, 3, 1, 4);
        // without an encoding, places are not looked at
        Tensor seen = attention.attend(
                asked,
                all.select(0, 0),
                all.select(0, 1),
                Coordinates.tokens(0, 1),
                Coordinates.tokens(0, length),
                visibility);
        return norm.apply(out.apply(seen.reshape(batch, modelDim)));
    }

    /// {@return the weights}
    public Parameters parameters() {
        return parameters;
    }
}
