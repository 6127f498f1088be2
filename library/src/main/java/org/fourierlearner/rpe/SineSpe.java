package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// `P_d(z) = Σₖ λ²ₖ cos(2πfₖz + θₖ)` with learned frequencies `0 < f < ½`, phases `θ` and gains `λ` of
/// each channel. The processes are `Q̄_d(r) = Σₖ λₖ(cos(2πfₖr + θₖ) xₖ + sin(2πfₖr + θₖ) yₖ)` and the
/// same without `θ` for `K̄_d`, with standard normal `x` and `y` that both share.
///
/// Positions may lie anywhere on a line.
///
/// Source: Liutkus et al. 2021 (arXiv:2105.08399), section on sinusoidal SPE; first values of
/// frequencies and phases as in the authors' program.
///
/// @param sines how many sinusoids each channel has
/// @param realizations the width of new queries and keys
/// @param gated whether each channel learns what share positions leave as it is
public record SineSpe(int sines, int realizations, boolean gated) implements Stochastic {

    /// First frequencies are low, about one turn in a hundred tokens.
    private static final double FIRST_LOGIT = -4;

    /// Checks the counts.
    ///
    /// @throws IllegalArgumentException if one is not positive
    public SineSpe {
        StochasticEncoding.requirePositive("sines", sines);
        StochasticEncoding.requirePositive("realizations", realizations);
    }

    /// {@return five sinusoids, 64 realizations and a gate}
    public static SineSpe defaults() {
        return new SineSpe(5, 64, true);
    }

    @Override
    public Parameters initialize(int heads, int headDim, CoordinateRange range, Randomness random) {
        range.requireLine("sine-spe");
        var weights = new Parameters();
        weights.weight("frequencyLogit", random.normal(heads, headDim, sines).add(FIRST_LOGIT));
        weights.weight("phase", random.normal(heads, headDim, sines));
        weights.weight("gain", Tensor.full(1 / Math.sqrt(sines), heads, headDim, sines));
        weights.constant("noise", random.normal(heads, headDim, 2 * sines, realizations));
        return weights;
    }

    @Override
    public Tensor queries(Parameters weights, Tensor places) {
        Tensor phases = weights.get("phase").to(ElementType.FLOAT64).unsqueeze(-2);
        return processes(weights, angles(weights, places).add(phases));
    }

    @Override
    public Tensor keys(Parameters weights, Tensor places) {
        return processes(weights, angles(weights, places));
    }

    /// `2πf·r`, `[heads, headDim, count, sines]`.
    private static Tensor angles(Parameters weights, Tensor places) {
        Tensor halfTurns = weights.get("frequencyLogit").to(ElementType.FLOAT64).sigmoid();
        return places.unsqueeze(-1).multiply(halfTurns.unsqueeze(-2)).multiply(Math.PI);
    }

    private static Tensor processes(Parameters weights, Tensor angles) {
        Tensor gain = weights.get("gain");
        Tensor amplitudes =
                weights.get("noise").multiply(Tensor.concatenate(-1, gain, gain).unsqueeze(-1));
        return Tensor.concatenate(-1, angles.cos(), angles.sin())
                .to(ElementType.FLOAT32)
                .matmul(amplitudes);
    }
}
