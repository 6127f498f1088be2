package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A learned number for each head and difference, `f(z) = b[clip(z, −reach, reach)]`.
///
/// Positions that are not whole are rounded after subtraction.
///
/// Source: Shaw, Uszkoreit, Vaswani 2018, "Self-Attention with Relative Position Representations"
/// (arXiv:1803.02155), section 3.2, for the clipped differences. There each has a vector that is added to
/// the key; here it has a number that is added to the logit.
///
/// @param reach the longest difference that has a number of its own
public record TableBias(int reach) implements Bias {

    /// Checks the reach.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public TableBias {
        if (reach < 1) {
            throw new IllegalArgumentException("reach: expected a positive number, got %d".formatted(reach));
        }
    }

    /// {@return differences up to 128}
    public static TableBias defaults() {
        return new TableBias(128);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        range.requireLine("table");
        return LagTable.initialize(heads, 2 * reach + 1, random);
    }

    @Override
    public Tensor at(Parameters weights, Tensor offsets) {
        return LagTable.at(weights, offsets, lag -> Math.clamp(lag, -reach, reach) + reach);
    }
}
