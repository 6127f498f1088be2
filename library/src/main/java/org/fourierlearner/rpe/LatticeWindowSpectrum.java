package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A local encoding for token indices: `f(z) = h·[|z| ≤ v]` at whole `z`.
///
/// Whole positions see `ξ` only up to whole numbers, so `g` lives on `[−½, ½]` and is Dirichlet's kernel `h
/// sin(π(2v+1)ξ)/sin(πξ)`. On the midpoint grid of `count` frequencies of [FrequencySampler.Lattice] the
/// encoding is exact for lags up to `2·count − v − 1`; `∫|g|` grows only as `log v`, where that of a window
/// on the line is infinite.
///
/// What is learned: `height` `h`, `[heads]`. The windows are fixed, at equal ratios from the shortest to
/// the longest, and differ while there are enough whole numbers between.
///
/// @param shortest the half-width `v` of the first head, in tokens
/// @param longest the half-width of the last head, in tokens
/// @param initialHeight the first height of all heads
public record LatticeWindowSpectrum(int shortest, int longest, double initialHeight) implements Spectrum {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException unless `0 ≤ shortest ≤ longest`
    public LatticeWindowSpectrum {
        if (shortest < 0) {
            throw new IllegalArgumentException("shortest: expected a number ≥ 0, got %d".formatted(shortest));
        }
        if (longest < shortest) {
            throw new IllegalArgumentException(
                    "longest: expected at least the shortest %d, got %d".formatted(shortest, longest));
        }
    }

    /// {@return windows from one to sixteen tokens}
    public static LatticeWindowSpectrum defaults() {
        return new LatticeWindowSpectrum(1, 16, 0.5);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        if (range.dim() != 1) {
            throw new IllegalArgumentException(
                    "dim: expected 1, token indices, for a lattice window, got %d".formatted(range.dim()));
        }
        double[] windows = new double[heads];
        for (int h = 0; h < heads; h++) {
            double share = heads == 1 ? 0 : (double) h / (heads - 1);
            double even = Math.rint((shortest + 1) * Math.pow((longest + 1.0) / (shortest + 1), share) - 1);
            double leastNew = h == 0 ? shortest : windows[h - 1] + 1;
            windows[h] = Math.min(longest, Math.max(leastNew, even));
        }
        var weights = new Parameters();
        weights.constant("window", Tensor.of(windows, heads).to(ElementType.FLOAT32));
        weights.weight("height", Tensor.full(initialHeight, heads));
        return weights;
    }

    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        Tensor turns = frequencies.squeeze(-1);
        Tensor nearest = turns.subtract(turns.add(0.5).floor());
        Tensor odd = weights.get("window").multiply(2).add(1).unsqueeze(-1);
        return nearest.multiply(odd)
                .sinc()
                .divide(nearest.sinc())
                .multiply(odd)
                .multiply(weights.get("height").unsqueeze(-1));
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        Tensor window = weights.get("window").to(ElementType.FLOAT64).unsqueeze(-1);
        Tensor inside = offsets.squeeze(-1).abs().lessThan(window.add(0.5)).to(ElementType.FLOAT64);
        return inside.multiply(weights.get("height").to(ElementType.FLOAT64).unsqueeze(-1));
    }
}
