package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A function `f(rᵢ − rⱼ)` of positions on a line that is added to logits, `qᵢ·kⱼ/√d + f(rᵢ − rⱼ)`, and
/// is known for each difference alone. Only attention that holds its logits can have one.
public sealed interface Bias extends Rpe permits AlibiBias, BucketBias, TableBias {

    /// {@return first values of what each head has, learned or not}
    ///
    /// @param heads the number of heads
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if positions are not on a line
    Parameters initialize(int heads, CoordinateRange range, Randomness random);

    /// {@return `f(z)`, `[heads, count]`, in double precision}
    ///
    /// @param weights what [#initialize] made
    /// @param offsets `z`, `[count, 1]`, in units of position
    Tensor at(Parameters weights, Tensor offsets);
}
