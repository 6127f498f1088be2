package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// `f(z) = −sₕ|z|` with a fixed slope for each head: `sₕ = 2^(−8h/heads)` for `h = 1, …, heads`, if these
/// are a power of two. Otherwise the slopes of the power of two below come first, then every second one
/// of the power above.
///
/// Source: Press, Smith, Lewis 2022, "Train Short, Test Long: Attention with Linear Biases Enables Input
/// Length Extrapolation" (arXiv:2108.12409), section 3; slopes for other numbers of heads as in the
/// authors' program. The paper's attention is causal; here attention to all keys has the same slope on
/// both sides.
public record AlibiBias() implements Bias {

    /// The slope that the last head has, as a power of two.
    private static final double STEEPEST_TO_FLATTEST = 8;

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        range.requireLine("alibi");
        int power = Integer.highestOneBit(heads);
        double[] slopes = new double[heads];
        for (int h = 0; h < heads; h++) {
            double place = h < power ? h + 1 : h - power + 0.5;
            slopes[h] = Math.pow(2, -STEEPEST_TO_FLATTEST * place / power);
        }
        var weights = new Parameters();
        weights.constant("slope", Tensor.of(slopes, heads).to(ElementType.FLOAT32));
        return weights;
    }

    @Override
    public Tensor at(Parameters weights, Tensor offsets) {
        return offsets.abs()
                .transpose(0, 1)
                .multiply(weights.get("slope").to(ElementType.FLOAT64).unsqueeze(1))
                .negate();
    }
}
