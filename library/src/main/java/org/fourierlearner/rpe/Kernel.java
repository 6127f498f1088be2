package org.fourierlearner.rpe;

import java.util.stream.IntStream;
import org.fourierlearner.tensor.Randomness;
import org.fourierlearner.tensor.Tensor;

/// A kernel `k(r)` of the distance with `k(0) = 1`, and the probability density that is its Fourier
/// transform (Bochner's theorem).
///
/// Source: Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", section 4.2.
public enum Kernel {
    /// `k(r) = exp(−r²/2)`, spectrum normal.
    GAUSSIAN,
    /// `k(r) = exp(−r)`, spectrum a Cauchy distribution. A drawn frequency can be so high that the gradient of
    /// the scale through it has no finite variance; `MATERN_3_2` has no such draws.
    LAPLACE,
    /// `k(r) = (1 + √3 r) exp(−√3 r)`, spectrum a Student distribution with 3 degrees of freedom.
    MATERN_3_2,
    /// `k(r) = 1/(1 + r²)`, spectrum a Laplace distribution.
    CAUCHY;

    private static final int GREATEST_DIM = 3;

    /// Keeps a draw finite when the engine's normal number is exactly 0, as it is once in some ten million.
    private static final double SMALLEST_DIVISOR = 1e-6;

    /// The trapezoidal rule of [#besselK0] with this step is off by `2 exp(−π²/STEP)`, relatively 4·10⁻¹¹.
    private static final double BESSEL_STEP = 0.4;

    /// Beyond `t = 18` the integrand of [#besselK0] vanishes for `x > 10⁻⁶`.
    private static final double[] BESSEL_RATES = IntStream.rangeClosed(0, 45)
            .mapToDouble(n -> Math.cosh(n * BESSEL_STEP))
            .toArray();

    /// `k(r)`.
    Tensor at(Tensor radius) {
        return switch (this) {
            case GAUSSIAN -> radius.square().multiply(-0.5).exp();
            case LAPLACE -> radius.negate().exp();
            case MATERN_3_2 -> {
                Tensor stretched = radius.multiply(Math.sqrt(3));
                yield stretched.add(1).multiply(stretched.negate().exp());
            }
            case CAUCHY -> radius.square().add(1).reciprocal();
        };
    }

    void requireDim(int dim) {
        if (dim > GREATEST_DIM && this == CAUCHY) {
            throw new IllegalArgumentException(
                    "dim: expected at most %d for the kernel %s, got %d".formatted(GREATEST_DIM, this, dim));
        }
    }

    /// The density at radius `|ξ|`, of the kernel of scale 1 in `dim` dimensions.
    Tensor spectralDensity(Tensor radius, int dim) {
        Tensor turns = radius.multiply(2 * Math.PI);
        return switch (this) {
            case GAUSSIAN -> turns.square().multiply(-0.5).exp().multiply(Math.pow(2 * Math.PI, dim / 2.0));
            case LAPLACE -> student(turns, 1, dim);
            case MATERN_3_2 -> student(turns, 3, dim);
            case CAUCHY ->
                switch (dim) {
                    case 1 -> turns.negate().exp().multiply(Math.PI);
                    case 2 -> besselK0(turns).multiply(2 * Math.PI);
                    default -> turns.negate().exp().multiply(Math.PI).divide(radius);
                };
        };
    }

    /// `K₀(x) = ∫₀^∞ exp(−x cosh t) dt`; unlike the engine's it has a gradient.
    private static Tensor besselK0(Tensor x) {
        Tensor rates = Tensor.of(BESSEL_RATES, BESSEL_RATES.length).to(x.type());
        Tensor integrand = x.unsqueeze(-1).multiply(rates).negate().exp();
        Tensor firstHalf = x.negate().exp().multiply(0.5);
        return integrand.sum(-1).squeeze(-1).subtract(firstHalf).multiply(BESSEL_STEP);
    }

    /// `(2π)^dim` times the density of Student's distribution in `dim` dimensions at radius `x`.
    private static Tensor student(Tensor x, int degrees, int dim) {
        double half = (degrees + dim) / 2.0;
        double constant = Math.pow(2 * Math.PI, dim)
                * gammaOfHalves(degrees + dim)
                / (gammaOfHalves(degrees) * Math.pow(degrees * Math.PI, dim / 2.0));
        return x.square().multiply(1.0 / degrees).log1p().multiply(-half).exp().multiply(constant);
    }

    /// `Γ(n/2)`.
    private static double gammaOfHalves(int n) {
        double gamma = n % 2 == 0 ? 1 : Math.sqrt(Math.PI);
        for (int k = n - 2; k > 0; k -= 2) {
            gamma *= k / 2.0;
        }
        return gamma;
    }

    /// Draws from the density, `[heads, count, dim]`, as a normal distribution whose scale is itself
    /// random.
    Tensor drawFrequencies(int heads, int count, int dim, Randomness random) {
        Tensor normal = random.normal(heads, count, dim).multiply(1 / (2 * Math.PI));
        return switch (this) {
            case GAUSSIAN -> normal;
            case LAPLACE -> normal.divide(random.normal(heads, count, 1).abs().clampBelow(SMALLEST_DIVISOR));
            case MATERN_3_2 ->
                normal.divide(
                        random.normal(heads, count, 3).square().mean(-1).sqrt().clampBelow(SMALLEST_DIVISOR));
            case CAUCHY ->
                normal.multiply(random.normal(heads, count, 2).square().sum(-1).sqrt());
        };
    }
}
