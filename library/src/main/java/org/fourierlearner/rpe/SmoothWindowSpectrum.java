package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A local encoding on the line, or a box in space, with smooth edges: `f(z) = h Πₖ w(zₖ)`, `w(z) = ½
/// erf((z + v)/√2τ) − ½ erf((z − v)/√2τ)`, and `g(ξ) = h Πₖ sin(2πvξₖ)/(πξₖ) · exp(−2π²τ²ξₖ²)`.
///
/// A window with sharp edges has `∫|g| = ∞`: no way of drawing its frequencies has a finite variance. So it
/// is blurred with a normal distribution of deviation `τ = edge·v`. On the line this differs from the sharp
/// window by at most `h/2`, at the edge, and by less than `0.003·h` farther than `3τ` from both edges.
///
/// Frequencies are drawn along each axis from a Cauchy distribution as wide as `1/v`: `|g|` itself is not
/// easily drawn from, and `g/p` then depends on the noise alone.
///
/// What is learned: `height` `h` and `logWindow` `log v`, `[heads]`.
///
/// @param edge `τ/v`, the width of the edges in units of the half-width
/// @param initialHeight the first height of all heads
public record SmoothWindowSpectrum(double edge, double initialHeight) implements MatchedSpectrum {

    /// Times `1/√edge` the half-width of the Cauchy density, in cycles per `v`, that estimates `f` on the
    /// line with the least variance: `√(∫ξ²g² / ∫g²)`.
    private static final double DRAWING_WIDTH = 0.09;

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
        return unitDensity(frequencies.multiply(window))
                .multiply(window)
                .product(-1)
                .squeeze(-1)
                .multiply(weights.get("height").unsqueeze(-1));
    }

    /// The factors of the density for `v = h = 1`.
    private Tensor unitDensity(Tensor frequencies) {
        Tensor blur = frequencies
                .square()
                .multiply(-2 * Math.PI * Math.PI * edge * edge)
                .exp();
        return frequencies.multiply(2).sinc().multiply(2).multiply(blur);
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

    private double drawingWidth() {
        return DRAWING_WIDTH / Math.sqrt(edge);
    }

    @Override
    public Tensor noise(int heads, int count, int dim, Randomness random) {
        return Proposal.CAUCHY
                .draw(drawingWidth(), heads, count * dim, 1, random)
                .reshape(heads, count, dim);
    }

    @Override
    public Frequencies draw(Parameters weights, Tensor noise) {
        Tensor window = weights.get("logWindow").exp().unsqueeze(-1).unsqueeze(-1);
        Tensor proposed = Proposal.CAUCHY.densityAt(drawingWidth(), noise.unsqueeze(-1));
        Tensor ratio = unitDensity(noise).divide(proposed).product(-1).squeeze(-1);
        Tensor height = weights.get("height").multiply(1.0 / noise.extent(1)).unsqueeze(-1);
        return new Frequencies(noise.divide(window), ratio.multiply(height), null);
    }
}
