package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A mixture of Gaussian bumps: `g(ξ) = Σₜ wₜ exp(−|ξ − μₜ|² / 2σₜ²)`, made even, so that `f(z) = Σₜ hₜ
/// exp(−2π²σₜ²|z|²) cos(2πμₜ·z)` with the heights `hₜ = wₜ (2πσₜ²)^{dim/2}`.
///
/// What is learned: `height` `hₜ` `[heads, components]`, `center` `μₜ/σₜ` `[heads, components, dim]`, and
/// `logDeviation` `log σₜ` `[heads, components]`. Heights are learned instead of weights because they are
/// values of `f`, and centers are in units of the deviation, so that steps of one size suit bumps of every
/// width.
///
/// @param components the number of bumps of each head
/// @param initialHeight the standard deviation of the first heights
public record GaussianMixtureSpectrum(int components, double initialHeight) implements MatchedSpectrum {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if `components` is not positive or `initialHeight` is negative
    public GaussianMixtureSpectrum {
        if (components < 1) {
            throw new IllegalArgumentException("components: expected a positive number, got %d".formatted(components));
        }
        if (!(initialHeight >= 0)) {
            throw new IllegalArgumentException("initialHeight: expected a number ≥ 0, got %s".formatted(initialHeight));
        }
    }

    /// {@return four components of small height}
    public static GaussianMixtureSpectrum defaults() {
        return new GaussianMixtureSpectrum(4, 0.3);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        double[] deviations = range.scales(components);
        for (int t = 0; t < components; t++) {
            deviations[t] = 1 / (2 * Math.PI * deviations[t]);
        }
        Tensor deviation = Tensor.of(deviations, 1, components)
                .to(ElementType.FLOAT32)
                .multiply(random.normal(heads, components).multiply(0.3).exp());
        var weights = new Parameters();
        weights.weight("height", random.normal(heads, components).multiply(initialHeight));
        weights.weight("center", random.normal(heads, components, range.dim()));
        weights.weight("logDeviation", deviation.log());
        return weights;
    }

    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        Tensor deviation = weights.get("logDeviation").exp();
        Tensor mean = weights.get("center").multiply(deviation.unsqueeze(-1)).unsqueeze(1);
        int dim = frequencies.extent(-1);
        Tensor peak = weights.get("height").divide(power(deviation.square().multiply(2 * Math.PI), dim));
        Tensor left = bumps(frequencies.unsqueeze(2).subtract(mean), deviation);
        Tensor right = bumps(frequencies.unsqueeze(2).add(mean), deviation);
        return left.add(right).multiply(0.5).multiply(peak.unsqueeze(1)).sum(-1).squeeze(-1);
    }

    private static Tensor bumps(Tensor distance, Tensor deviation) {
        Tensor exponent = distance.square()
                .sum(-1)
                .squeeze(-1)
                .divide(deviation.square().unsqueeze(1))
                .multiply(-0.5);
        return exponent.exp();
    }

    /// `base^(dim/2)`.
    private static Tensor power(Tensor base, int dim) {
        return base.log().multiply(dim / 2.0).exp();
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        Tensor squares = offsets.square().sum(-1).transpose(-1, -2);
        Tensor deviation = weights.get("logDeviation").to(ElementType.FLOAT64).exp();
        Tensor envelope = deviation
                .square()
                .unsqueeze(-1)
                .multiply(squares)
                .multiply(-2 * Math.PI * Math.PI)
                .exp();
        Tensor wave = weights.get("center")
                .to(ElementType.FLOAT64)
                .multiply(deviation.unsqueeze(-1))
                .matmul(offsets.transpose(-1, -2))
                .multiply(2 * Math.PI)
                .cos();
        return weights.get("height")
                .to(ElementType.FLOAT64)
                .unsqueeze(-1)
                .multiply(envelope)
                .multiply(wave)
                .sum(1)
                .squeeze(1);
    }

    @Override
    public Tensor noise(int heads, int count, int dim, Randomness random) {
        if (count % components != 0) {
            throw new IllegalArgumentException(
                    "frequencies: expected a multiple of the %d components, got %d".formatted(components, count));
        }
        return random.normal(heads, count, dim);
    }

    @Override
    public Frequencies draw(Parameters weights, Tensor noise) {
        int heads = noise.extent(0);
        int draws = noise.extent(1) / components;
        int dim = noise.extent(2);
        Tensor deviation = weights.get("logDeviation").exp().unsqueeze(-1).unsqueeze(-1);
        Tensor frequencies = noise.reshape(heads, components, draws, dim)
                .add(weights.get("center").unsqueeze(2))
                .multiply(deviation);
        Tensor amplitudes =
                weights.get("height").multiply(1.0 / draws).unsqueeze(-1).expand(heads, components, draws);
        return new Frequencies(
                frequencies.reshape(heads, components * draws, dim),
                amplitudes.reshape(heads, components * draws),
                null);
    }
}
