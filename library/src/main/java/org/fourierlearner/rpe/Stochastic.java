package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A function `P_d` of differences for each channel `d`, which multiplies the channel's part of a logit,
/// `Σ_d q_d P_d(rᵢ − rⱼ) k_d/√headDim`.
///
/// It is estimated from realizations of two random processes whose products have the mean
/// `E[Q̄_d(r) K̄_d(r′)] = P_d(r − r′)`: new queries `q̂ = Σ_d q_d Q̄_d(rᵢ)` and keys `k̂ = Σ_d k_d K̄_d(rⱼ)`
/// have a coordinate for each realization, and serve every linear attention.
///
/// The noise that processes are made of is drawn once for each layer. Memory `headDim·realizations` for
/// each head and position, once for all examples that share positions.
///
/// Source: Liutkus et al. 2021, "Relative Positional Encoding for Transformers with Linear Complexity"
/// (arXiv:2105.08399), where noise is drawn for each batch.
public sealed interface Stochastic extends Rpe permits SineSpe, ConvolutionalSpe {

    /// {@return how many realizations there are, the width of new queries and keys}
    int realizations();

    /// {@return whether each channel also learns a share `δ_d` that positions do not change,
    /// `δ_d + (1 − δ_d)P_d`}
    boolean gated();

    /// {@return first values of what each channel learns, and the noise, without the gate's}
    ///
    /// @param heads the number of heads
    /// @param headDim the number of channels of each head
    /// @param range the positions to expect
    /// @param random the source of the draws
    /// @throws IllegalArgumentException if positions are not on a line
    Parameters initialize(int heads, int headDim, CoordinateRange range, Randomness random);

    /// {@return `Q̄_d(r)`, `[heads, headDim, count, realizations]`}
    ///
    /// @param weights what [#initialize] made
    /// @param places `r`, `[count]`, in double precision
    /// @throws IllegalArgumentException if there is no noise for a place
    Tensor queries(Parameters weights, Tensor places);

    /// {@return `K̄_d(r)`, `[heads, headDim, count, realizations]`}
    ///
    /// @param weights what [#initialize] made
    /// @param places `r`, `[count]`, in double precision
    /// @throws IllegalArgumentException if there is no noise for a place
    Tensor keys(Parameters weights, Tensor places);
}
