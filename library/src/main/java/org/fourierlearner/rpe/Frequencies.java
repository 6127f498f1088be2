package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Drawn frequencies, which stand for an encoding: `f̂(z) = Σₛ aₛ cos(2π ξₛ·z + θₛ)`, unbiased for `f` if
/// `aₛ = g(ξₛ) / (R·p(ξₛ))`.
///
/// @param frequencies `ξ`, `[heads, count, dim]`, in cycles per unit of position
/// @param amplitudes `a`, `[heads, count]`
/// @param phases `θ`, `[heads, count]`, or null if they are all 0: an even encoding
public record Frequencies(
        Tensor frequencies, Tensor amplitudes, @Nullable Tensor phases) {

    /// Keeps the square root of an amplitude differentiable at 0.
    private static final double SMALLEST_AMPLITUDE = 1e-6;

    /// {@return the number of frequencies of each head}
    public int count() {
        return frequencies.extent(1);
    }

    /// {@return `f̂(z)`, `[heads, count]`, in double precision}
    ///
    /// @param offsets `z`, `[count, dim]`, or `[heads, count, dim]` if each head has its own
    public Tensor encodingAt(Tensor offsets) {
        return phasesAt(offsets, phases)
                .cos()
                .matmul(amplitudes.to(ElementType.FLOAT64).unsqueeze(-1))
                .squeeze(-1);
    }

    /// {@return features `φ, ψ` with `φᵢ·ψⱼ = f̂(rᵢ − r′ⱼ)`, whose squared norms are the same for all tokens:
    /// `Σ|a|`, but for one millionth per frequency}
    ///
    /// @param queries the positions `r` of the queries
    /// @param keys the positions `r′` of the keys
    public PositionFeatures featuresAt(Coordinates queries, Coordinates keys) {
        Tensor magnitude = amplitudes.abs().add(SMALLEST_AMPLITUDE).sqrt().unsqueeze(-2);
        Tensor queryScale = magnitude;
        Tensor keyScale = amplitudes.unsqueeze(-2).divide(magnitude);
        return new PositionFeatures(waves(queries, phases, queryScale), waves(keys, null, keyScale));
    }

    private Tensor waves(Coordinates at, @Nullable Tensor shift, Tensor scale) {
        Tensor angles = phasesAt(at.values().unsqueeze(-3), shift);
        Tensor cosines = angles.cos().to(ElementType.FLOAT32).multiply(scale);
        Tensor sines = angles.sin().to(ElementType.FLOAT32).multiply(scale);
        return Tensor.concatenate(-1, cosines, sines);
    }

    /// `2π ξ·r + θ`, `[…, heads, length, count]` for positions that broadcast with the heads.
    private Tensor phasesAt(Tensor positions, @Nullable Tensor shift) {
        Tensor angles = angles(positions, frequencies.to(ElementType.FLOAT64));
        return shift == null ? angles : angles.add(shift.to(ElementType.FLOAT64).unsqueeze(-2));
    }

    /// `2π ξ·r`, `[…, length, count]`, reduced to one turn before the digits get lost.
    static Tensor angles(Tensor positions, Tensor frequencies) {
        Tensor turns = positions.matmul(frequencies.transpose(-1, -2));
        return turns.subtract(turns.detach().floor()).multiply(2 * Math.PI);
    }

    /// {@return for each head `(Σ|a|)² / Σa²`, between 1 and [#count]: how many of the draws count; 0 if
    /// all amplitudes are}
    public double[] effectiveSampleSizes() {
        try (var _ = Scope.withoutGradients()) {
            Tensor magnitudes = amplitudes.to(ElementType.FLOAT64).abs();
            return magnitudes
                    .sum(-1)
                    .square()
                    .divide(magnitudes.square().sum(-1).clampBelow(Double.MIN_NORMAL))
                    .toDoubles();
        }
    }
}
