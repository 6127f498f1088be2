package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// Frequencies, amplitudes and phases that are learned one by one: `f(z) = Σₛ aₛ cos(2π ξₛ·z + θₛ)` is
/// itself the encoding, nothing is estimated. `g` is a sum of Dirac pulses and has no density.
///
/// What is learned: `frequency` `ξ` `[heads, count, dim]`, in units of a constant `scale` that differs from
/// frequency to frequency so that steps of one size suit slow and fast ones, `amplitude` `a` and `phase`
/// `θ` `[heads, count]`.
///
/// @param count the number of frequencies of each head
/// @param initialHeight the standard deviation of the first values of `f`
public record FreeSpectrum(int count, double initialHeight) implements MatchedSpectrum {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if `count` is not positive or `initialHeight` is negative
    public FreeSpectrum {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected a positive number, got %d".formatted(count));
        }
        if (!(initialHeight >= 0)) {
            throw new IllegalArgumentException("initialHeight: expected a number ≥ 0, got %s".formatted(initialHeight));
        }
    }

    /// {@return sixteen frequencies of small amplitude}
    public static FreeSpectrum defaults() {
        return new FreeSpectrum(16, 0.3);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        double[] scales = range.scales(count);
        for (int s = 0; s < count; s++) {
            scales[s] = 1 / (2 * Math.PI * scales[s]);
        }
        Tensor scale = Tensor.of(scales, 1, count, 1).to(ElementType.FLOAT32);
        var weights = new Parameters();
        weights.constant("scale", scale);
        weights.weight("frequency", random.normal(heads, count, range.dim()));
        weights.weight("amplitude", random.normal(heads, count).multiply(initialHeight / Math.sqrt(count)));
        weights.weight("phase", Tensor.zeros(heads, count));
        return weights;
    }

    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        throw new UnsupportedOperationException("a free spectrum is a sum of Dirac pulses: it has no density");
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        return waves(weights).encodingAt(offsets);
    }

    @Override
    public Tensor noise(int heads, int count, int dim, Randomness random) {
        if (count != this.count) {
            throw new IllegalArgumentException(
                    "frequencies: expected the spectrum's count %d, got %d".formatted(this.count, count));
        }
        return Tensor.zeros(heads, count, 0);
    }

    @Override
    public Frequencies draw(Parameters weights, Tensor noise) {
        return waves(weights);
    }

    private static Frequencies waves(Parameters weights) {
        Tensor frequencies = weights.get("frequency").to(ElementType.FLOAT64).multiply(weights.get("scale"));
        return new Frequencies(frequencies, weights.get("amplitude"), weights.get("phase"));
    }
}
