package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Parameters;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A local encoding in space that is the same in all directions: a ball of radius `v`, blurred with a
/// normal distribution of deviation `τ = edge·v`. With `κ = 2πv|ξ|` and `r = |z|`:
///
/// `g(ξ) = h (sin κ − κ cos κ)/(2π²|ξ|³) · exp(−2π²τ²|ξ|²)`,
///
/// `f(z) = h·[½ erf((r + v)/√2τ) − ½ erf((r − v)/√2τ) − τ/(r√2π) (exp(−(r − v)²/2τ²) − exp(−(r +
/// v)²/2τ²))]`.
///
/// Without the blur `∫|g| = ∞`; with it `f` differs from the sharp ball by at most `h (½ + edge/√2π)`, at
/// the surface, and little a few `τ` away.
///
/// Frequencies are drawn from a Cauchy distribution in space as wide as `1/v`: `|g|` itself is not easily
/// drawn from, and `g/p` then depends on the noise alone.
///
/// What is learned: `height` `h` and `logRadius` `log v`, `[heads]`. For three dimensions only.
///
/// @param edge `τ/v`, the width of the surface in units of the radius
/// @param initialHeight the first height of all heads
public record BallSpectrum(double edge, double initialHeight) implements MatchedSpectrum {

    /// Times `1/√edge` the half-width of the Cauchy density, in cycles per `v`; found by integration to be
    /// close to that of the least variance for edges from 0.1 to 0.6.
    private static final double DRAWING_WIDTH = 0.14;

    /// Below this `κ` the closed form loses more digits than the series has error.
    private static final double SMALL_ANGLE = 0.3;

    /// Keeps `r` off 0 by less than what single precision sees, in units of `v`.
    private static final double SMALL_RADIUS = 1e-6;

    /// Checks the edge.
    ///
    /// @throws IllegalArgumentException if `edge` is not positive
    public BallSpectrum {
        if (!(edge > 0)) {
            throw new IllegalArgumentException("edge: expected a positive number, got %s".formatted(edge));
        }
    }

    /// {@return a surface of a quarter of the radius}
    public static BallSpectrum defaults() {
        return new BallSpectrum(0.25, 0.5);
    }

    @Override
    public Parameters initialize(int heads, CoordinateRange range, Randomness random) {
        if (range.dim() != 3) {
            throw new IllegalArgumentException("dim: expected 3 for a ball, got %d".formatted(range.dim()));
        }
        var weights = new Parameters();
        weights.weight("height", Tensor.full(initialHeight, heads));
        weights.weight(
                "logRadius",
                Tensor.of(range.scales(heads), heads).to(ElementType.FLOAT32).log());
        return weights;
    }

    @Override
    public Tensor densityAt(Parameters weights, Tensor frequencies) {
        Tensor radius = weights.get("logRadius").exp().unsqueeze(-1);
        Tensor volume = radius.square().multiply(radius);
        return unitDensity(Radius.of(frequencies).multiply(radius))
                .multiply(volume)
                .multiply(weights.get("height").unsqueeze(-1));
    }

    /// The density for `v = h = 1`.
    private Tensor unitDensity(Tensor frequency) {
        Tensor angle = frequency.multiply(2 * Math.PI);
        Tensor blur = angle.square().multiply(-0.5 * edge * edge).exp();
        return shape(angle).multiply(4 * Math.PI).multiply(blur);
    }

    /// `(sin κ − κ cos κ)/κ³`, which tends to ⅓.
    private static Tensor shape(Tensor angle) {
        Tensor square = angle.square();
        Tensor series =
                square.multiply(1 / 840.0).add(-1 / 30.0).multiply(square).add(1 / 3.0);
        Tensor safe = angle.clampBelow(SMALL_ANGLE);
        Tensor closed = safe.sin()
                .subtract(safe.multiply(safe.cos()))
                .divide(safe.square().multiply(safe));
        return Tensor.where(angle.lessThan(SMALL_ANGLE), series, closed);
    }

    @Override
    public Tensor encodingAt(Parameters weights, Tensor offsets) {
        Tensor v = weights.get("logRadius").to(ElementType.FLOAT64).exp().unsqueeze(-1);
        Tensor r = Radius.of(offsets).maximum(v.multiply(SMALL_RADIUS));
        Tensor deviation = v.multiply(edge);
        Tensor outer = r.add(v).divide(deviation.multiply(Math.sqrt(2)));
        Tensor inner = r.subtract(v).divide(deviation.multiply(Math.sqrt(2)));
        Tensor window = outer.erf().subtract(inner.erf()).multiply(0.5);
        Tensor surface = inner.square()
                .negate()
                .exp()
                .subtract(outer.square().negate().exp())
                .multiply(deviation)
                .divide(r.multiply(Math.sqrt(2 * Math.PI)));
        return window.subtract(surface)
                .multiply(weights.get("height").to(ElementType.FLOAT64).unsqueeze(-1));
    }

    private double drawingWidth() {
        return DRAWING_WIDTH / Math.sqrt(edge);
    }

    @Override
    public Tensor noise(int heads, int count, int dim, Randomness random) {
        return Proposal.CAUCHY.draw(drawingWidth(), heads, count, dim, random);
    }

    @Override
    public Frequencies draw(Parameters weights, Tensor noise) {
        Tensor radius = weights.get("logRadius").exp().unsqueeze(-1).unsqueeze(-1);
        Tensor ratio = unitDensity(Radius.of(noise)).divide(Proposal.CAUCHY.densityAt(drawingWidth(), noise));
        Tensor height = weights.get("height").multiply(1.0 / noise.extent(1)).unsqueeze(-1);
        return new Frequencies(noise.divide(radius), ratio.multiply(height), null);
    }
}
