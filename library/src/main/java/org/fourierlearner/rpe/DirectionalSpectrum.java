package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A spectrum with phases `θ(ξ) = −2πξ·s`, which make `f(−z) ≠ f(z)`: `f(z) = f₀(z − s)` for the even
/// encoding `f₀` and one learned shift `s` of each head. So a head can look ahead, behind, or to one side.
///
/// What is learned: what the even spectrum learns, and `shift` `s` `[heads, dim]`, in units of position.
///
/// @param even the spectrum without phases
public record DirectionalSpectrum(MatchedSpectrum even) implements MatchedSpectrum {

    /// Checks the component.
    ///
    /// @throws IllegalArgumentException if `even` has phases of its own
    public DirectionalSpectrum {
        if (even instanceof DirectionalSpectrum || even instanceof FreeSpectrum) {
            throw new IllegalArgumentException("even: expected a spectrum without phases, got %s".formatted(even));
        }
    }

    /// {@return a directional Gaussian mixture}
    public static DirectionalSpectrum defaults() {
        return new DirectionalSpectrum(GaussianMixtureSpectrum.defaults());
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        Parameters weights = even.initialize(heads, range, random);
        weights.weight("shift", random.normal(heads, range.dim()).multiply(range.spacing()));
        return weights;
    }

    /// {@return the modulus of `g` times its sign, the same as without phases}
    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        return even.densityAt(weights, frequencies);
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        Tensor shift = weights.get("shift").to(ElementType.FLOAT64).unsqueeze(1);
        return even.encodingAt(weights, offsets.subtract(shift));
    }

    @Override
    public Tensor noise(int heads, int count, int dim, Randomness random) {
        return even.noise(heads, count, dim, random);
    }

    @Override
    public Frequencies draw(Parameters weights, Tensor noise) {
        return withPhases(weights, even.draw(weights, noise));
    }

    @Override
    public Frequencies withPhases(Parameters weights, Frequencies drawn) {
        Tensor phases = drawn.frequencies()
                .to(ElementType.FLOAT64)
                .matmul(weights.get("shift").to(ElementType.FLOAT64).unsqueeze(-1))
                .squeeze(-1)
                .multiply(-2 * Math.PI);
        return new Frequencies(drawn.frequencies(), drawn.amplitudes(), phases);
    }
}
