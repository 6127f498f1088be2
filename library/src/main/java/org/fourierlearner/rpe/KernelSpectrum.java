package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// The spectral density of a shift-invariant kernel: `f(z) = h · k(|z|/s)`.
///
/// What is learned: `height` `h` and `logScale` `log s`, `[heads]`.
///
/// @param kernel `k`
/// @param initialHeight the standard deviation of the first heights
public record KernelSpectrum(Kernel kernel, double initialHeight) implements MatchedSpectrum {

    /// Checks the height.
    ///
    /// @throws IllegalArgumentException if `initialHeight` is negative
    public KernelSpectrum {
        if (!(initialHeight >= 0)) {
            throw new IllegalArgumentException("initialHeight: expected a number ≥ 0, got %s".formatted(initialHeight));
        }
    }

    /// {@return a Gaussian kernel of small height}
    public static KernelSpectrum defaults() {
        return new KernelSpectrum(Kernel.GAUSSIAN, 0.5);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        kernel.requireDim(range.dim());
        Tensor scale = Tensor.of(range.scales(heads), heads).to(ElementType.FLOAT32);
        var weights = new Parameters();
        weights.weight("height", random.normal(heads).multiply(initialHeight));
        weights.weight("logScale", scale.log());
        return weights;
    }

    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        int dim = frequencies.extent(-1);
        Tensor scale = weights.get("logScale").exp().unsqueeze(-1);
        Tensor radius = Radius.of(frequencies).multiply(scale);
        Tensor volume = scale.log().multiply(dim).exp();
        return kernel.spectralDensity(radius, dim)
                .multiply(volume)
                .multiply(weights.get("height").unsqueeze(-1));
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        Tensor scale = weights.get("logScale").to(ElementType.FLOAT64).exp().unsqueeze(-1);
        Tensor radius = Radius.of(offsets).divide(scale);
        return kernel.at(radius)
                .multiply(weights.get("height").to(ElementType.FLOAT64).unsqueeze(-1));
    }

    @Override
    public Tensor noise(int heads, int count, int dim, Randomness random) {
        return kernel.drawFrequencies(heads, count, dim, random);
    }

    @Override
    public Frequencies draw(Parameters weights, Tensor noise) {
        int count = noise.extent(1);
        Tensor scale = weights.get("logScale").exp().unsqueeze(-1).unsqueeze(-1);
        Tensor amplitudes =
                weights.get("height").multiply(1.0 / count).unsqueeze(-1).expand(noise.extent(0), count);
        return new Frequencies(noise.divide(scale), amplitudes, null);
    }
}
