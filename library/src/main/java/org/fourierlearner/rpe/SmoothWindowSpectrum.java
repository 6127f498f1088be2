package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A local encoding on the line, or a box in space, with smooth edges: `f(z) = h Πₖ w(zₖ)`, `w(z) = ½
/// erf((z + v)/√2τ) − ½ erf((z − v)/√2τ)`, and `g(ξ) = h Πₖ sin(2πvξₖ)/(πξₖ) · exp(−2π²τ²ξₖ²)`.
///
/// A window with sharp edges has `∫|g| = ∞`: no way of drawing its frequencies has a finite variance. So it
/// is blurred with a normal distribution of deviation `τ = edge·v`. This differs from the sharp window by
/// at most `h/2`, at the edge, and by less than `0.0014·h` farther than `3τ` from it.
///
/// What is learned: `height` `h` and `logWindow` `log v`, `[heads]`.
///
/// @param edge `τ/v`, the width of the edges in units of the half-width
/// @param initialHeight the first height of all heads
public record SmoothWindowSpectrum(double edge, double initialHeight) implements Spectrum {

    /// Checks the edge.
    ///
    /// @throws IllegalArgumentException if `edge` is not positive
    public SmoothWindowSpectrum {
        if (!(edge > 0)) {
            throw new IllegalArgumentException("edge: expected a positive number, got %s".formatted(edge));
        }
    }

    /// {@return edges of a quarter of the half-width}
    public static SmoothWindowSpectrum defaults() {
        return new SmoothWindowSpectrum(0.25, 0.5);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        var weights = new Parameters();
        weights.weight("height", Tensor.full(initialHeight, heads));
        weights.weight(
                "logWindow",
                Tensor.of(range.scales(heads), heads).to(ElementType.FLOAT32).log());
        return weights;
    }

    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        Tensor window = weights.get("logWindow").exp().unsqueeze(-1).unsqueeze(-1);
        Tensor angle = frequencies.multiply(window).multiply(2 * Math.PI);
        Tensor blur = angle.square().multiply(-0.5 * edge * edge).exp();
        Tensor factors = frequencies
                .multiply(window)
                .multiply(2)
                .sinc()
                .multiply(window)
                .multiply(2)
                .multiply(blur);
        return factors.product(-1).squeeze(-1).multiply(weights.get("height").unsqueeze(-1));
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        Tensor window = weights.get("logWindow")
                .to(ElementType.FLOAT64)
                .exp()
                .unsqueeze(-1)
                .unsqueeze(-1);
        Tensor root = window.multiply(edge * Math.sqrt(2));
        Tensor upper = offsets.add(window).divide(root).erf();
        Tensor lower = offsets.subtract(window).divide(root).erf();
        return upper.subtract(lower)
                .multiply(0.5)
                .product(-1)
                .squeeze(-1)
                .multiply(weights.get("height").to(ElementType.FLOAT64).unsqueeze(-1));
    }
}
