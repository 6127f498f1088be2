package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A function `f(rᵢ − rⱼ)` of positions that is added to logits, `qᵢ·kⱼ/√d + f(rᵢ − rⱼ)`, and is known
/// for each difference alone: on a line, or for [GridTableBias] in the plane. Exact attention has it as
/// it is; linear attention takes it by Fourier transforms, or where these are more work by products.
public sealed interface Bias extends Rpe permits AlibiBias, BucketBias, TableBias, GridTableBias {

    /// {@return first values of what each head has, learned or not}
    ///
    /// @param heads the number of heads
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if positions are of another dimension
    Parameters initialize(int heads, CoordinateRange range, Randomness random);

    /// {@return `f(z)`, `[heads, count]`, in double precision}
    ///
    /// @param weights what [#initialize] made
    /// @param offsets `z`, `[count, dim]`, in units of position
    Tensor at(Parameters weights, Tensor offsets);
}
