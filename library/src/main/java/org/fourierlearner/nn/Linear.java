package org.fourierlearner.nn;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// `x·Wᵀ + b`.
public final class Linear {
    private final Parameters parameters = new Parameters();
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /// Draws weights from a normal distribution; the bias starts at 0.
    ///
    /// @param in the width of the input
    /// @param out the width of the output
    /// @param hasBias whether there is a bias
    /// @param deviation the standard deviation of the weights
    /// @param random the source of the draws
    public Linear(int in, int out, boolean hasBias, double deviation, Randomness random) {
        weight = parameters.weight("weight", random.normal(out, in).multiply(deviation));
        bias = hasBias ? parameters.weight("bias", Tensor.zeros(out)) : null;
    }

    /// {@return the output, `[…, out]`}
    ///
    /// @param input `[…, in]`
    public Tensor apply(Tensor input) {
        return input.linear(weight, bias);
    }

    /// {@return weight and bias}
    public Parameters parameters() {
        return parameters;
    }
}
