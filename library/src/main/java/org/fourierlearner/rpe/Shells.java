package org.fourierlearner.rpe;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Tensor;

/// Radial masks in space, learned as weights of spherical shells with blurred surfaces: `g(z) =
/// Σₛ wₛ·s(|z|)` of masked attention, which multiplies features instead of being added to logits.
///
/// The shell of radius `ρ`, blurred with a normal distribution of deviation `σ`, is `s(r) =
/// (ρ/r)·(exp(−(r−ρ)²/2σ²) − exp(−(r+ρ)²/2σ²))`, about 1 at `r = ρ`, and has the transform `ŝ(k)
/// = 4πρ²σ√(2π) · sin(2πkρ)/(2πkρ) · exp(−2π²σ²k²)` at `|ξ| = k`. Both depend on lengths only, so
/// rotations change nothing.
///
/// @param count the number of shells
/// @param innermost the smallest radius, in units of position
/// @param outermost the largest; the others are at equal distances
/// @param blur `σ`; what is finer is not seen, and frequencies are as many as `blur⁻³`
/// @param reach the largest distance at which the mask is accurate in open space; beyond, it is
///     not 0 but noise. 0 for the largest that the range of coordinates expects
public record Shells(int count, double innermost, double outermost, double blur, double reach) implements Rpe {

    /// Beyond this many blurs from its surface a shell is below `3·10⁻⁵`.
    static final double FADED = 4.5;

    /// Beyond this many it is below `3·10⁻⁷`, a few roundings of single precision beside 1.
    private static final double VANISHED = 5.5;

    /// Beyond this many it is below `3·10⁻¹⁶`.
    private static final double VANISHED_IN_DOUBLE = 8.5;

    /// Beyond this many it is about a hundredth, `e^(−3²/2)`.
    private static final double VISIBLE = 3;

    /// Keeps `r` off 0, where the quotient tends to a limit.
    private static final double SMALLEST_SQUARE = 1e-8;

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if `count` or a length is not positive, or `outermost` is
    ///     below `innermost`
    public Shells {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected a positive number, got %d".formatted(count));
        }
        requirePositive("innermost", innermost);
        requirePositive("blur", blur);
        if (!(outermost >= innermost && outermost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "outermost: expected at least innermost, %s, got %s".formatted(innermost, outermost));
        }
        if (!(reach >= 0 && reach < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("reach: expected a number ≥ 0, got %s".formatted(reach));
        }
    }

    private static void requirePositive(String component, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("%s: expected a positive number, got %s".formatted(component, value));
        }
    }

    /// {@return shells from 0.6 to 5 Å, with a resolution for chemical bonds}
    public static Shells defaults() {
        return new Shells(16, 0.6, 5, 0.45, 0);
    }

    /// {@return the radius of a shell}
    ///
    /// @param shell its number, from 0
    double radius(int shell) {
        return count == 1 ? outermost : innermost + (outermost - innermost) * shell / (count - 1);
    }

    /// {@return the distance at which all shells have faded}
    public double end() {
        return outermost + FADED * blur;
    }

    /// {@return the largest distance in open space at which masks are what they should be: beyond
    /// their reach they come again, and up to here at a hundredth at most}
    ///
    /// @param expected the largest distance that the range of coordinates expects
    public double accurateTo(double expected) {
        return (reach > 0 ? reach : expected) + (FADED - VISIBLE) * blur;
    }

    /// {@return the distance at which next to nothing is left of any shell, in single precision}
    double vanishing() {
        return vanishing(ElementType.FLOAT32);
    }

    /// {@return the distance at which next to nothing is left of any shell}
    ///
    /// @param type whose roundings are to be as large
    public double vanishing(ElementType type) {
        return outermost + (type == ElementType.FLOAT64 ? VANISHED_IN_DOUBLE : VANISHED) * blur;
    }

    private Tensor radii() {
        double[] radii = new double[count];
        for (int s = 0; s < count; s++) {
            radii[s] = radius(s);
        }
        return Tensor.of(radii, count);
    }

    /// {@return the shells at some offsets, `[…, count]`, in double precision}
    ///
    /// @param offsets `z`, `[…, 3]`
    Tensor at(Tensor offsets) {
        return at(offsets, ElementType.FLOAT64);
    }

    /// {@return the shells at some offsets, `[…, count]`}
    ///
    /// @param offsets `z`, `[…, 3]`
    /// @param type of the result; distances from the surfaces are in double precision
    public Tensor at(Tensor offsets, ElementType type) {
        Tensor r = distances(offsets);
        Tensor radii = radii();
        Tensor bump = r.subtract(radii)
                .multiply(Math.sqrt(0.5) / blur)
                .to(type)
                .square()
                .negate()
                .exp();
        // exp(−(r+ρ)²/2σ²) = exp(−(r−ρ)²/2σ²)·exp(−2rρ/σ²), without the difference of what is nearly the same
        Tensor rest = r.multiply(radii.multiply(-2 / (blur * blur))).to(type).expm1();
        return bump.multiply(rest).multiply(radii.negate().divide(r).to(type));
    }

    /// {@return `|z|`, `[…, 1]`, in double precision; nowhere 0, so that it has a gradient}
    ///
    /// @param offsets `z`, `[…, 3]`
    static Tensor distances(Tensor offsets) {
        return offsets.to(ElementType.FLOAT64)
                .square()
                .sum(-1)
                .add(SMALLEST_SQUARE)
                .sqrt();
    }

    /// `ŝ(k)`.
    double transformAt(int shell, double k) {
        double rho = radius(shell);
        double angle = 2 * Math.PI * k * rho;
        double sinc = angle == 0 ? 1 : Math.sin(angle) / angle;
        double damping = Math.exp(-2 * Math.PI * Math.PI * blur * blur * k * k);
        return 4 * Math.PI * rho * rho * blur * Math.sqrt(2 * Math.PI) * sinc * damping;
    }
}
