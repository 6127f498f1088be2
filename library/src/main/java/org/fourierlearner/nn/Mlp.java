package org.fourierlearner.nn;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// The part of a Transformer block that treats each token alone.
public final class Mlp {
    private final Activation activation;
    private final int hidden;
    private final Parameters parameters = new Parameters();
    private final Linear in;
    private final Linear out;

    /// Draws first weights.
    ///
    /// @param modelDim the width of input and output
    /// @param hidden the width between
    /// @param activation the non-linearity
    /// @param outDeviation the standard deviation of the output weights
    /// @param random the source of the draws
    public Mlp(int modelDim, int hidden, Activation activation, double outDeviation, Randomness random) {
        this.activation = activation;
        this.hidden = hidden;
        int projections = activation == Activation.SWIGLU ? 2 : 1;
        in = new Linear(modelDim, projections * hidden, false, TransformerBlock.INITIAL_DEVIATION, random);
        out = new Linear(hidden, modelDim, false, outDeviation, random);
        parameters.include("in", in.parameters());
        parameters.include("out", out.parameters());
    }

    /// {@return the output, `[…, modelDim]`}
    ///
    /// @param input `[…, modelDim]`
    public Tensor apply(Tensor input) {
        Tensor inner = in.apply(input);
        return out.apply(
                switch (activation) {
                    case GELU -> inner.gelu();
                    case SWIGLU -> inner.narrow(-1, 0, hidden).silu().multiply(inner.narrow(-1, hidden, hidden));
                });
    }

    /// {@return the weights}
    public Parameters parameters() {
        return parameters;
    }
}
