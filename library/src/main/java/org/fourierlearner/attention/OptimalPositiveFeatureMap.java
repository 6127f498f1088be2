package org.fourierlearner.attention;

import org.fourierlearner.tensor.ElementType;
import org.fourierlearner.tensor.Scope;
import org.fourierlearner.tensor.Tensor;

/// FAVOR++: `Φₘ(x) = (1 − 4A)^{D/4} exp(A|ωₘ|² + B ωₘ·x − |x|²/2) / √features` with `B = √(1 − 4A)`,
/// positive and unbiased for every `A < ⅛`. With `s² = E|x + y|²` over queries and keys and the width `D`,
/// the variance is least at `A = (1 − 1/ρ)/8`, `ρ = (√((2s² + D)² + 8Ds²) − 2s² − D) / 4s²`.
///
/// `s²` is part of the configuration and not measured from the batch, so that no token depends on another
/// example or on a later token; [#secondMoment] measures it.
///
/// Source: Likhosherstov et al. 2022, "Chefs' Random Tables: Non-Trigonometric Random Features"
/// (arXiv:2205.15317), section on optimal positive random features.
///
/// @param features the number of features
/// @param directions how the directions depend on each other
/// @param trained whether the directions are learned
/// @param secondMoment `s²`
public record OptimalPositiveFeatureMap(int features, Directions directions, boolean trained, double secondMoment)
        implements RandomFeatureMap {

    /// Checks the components.
    ///
    /// @throws IllegalArgumentException if `features` or `secondMoment` is not positive
    public OptimalPositiveFeatureMap {
        Directions.requirePositive(features);
        if (!(secondMoment > 0)) {
            throw new IllegalArgumentException(
                    "secondMoment: expected a positive number, got %s".formatted(secondMoment));
        }
    }

    /// {@return 128 features of orthogonal directions that stay as drawn, for queries and keys of moderate
    /// size}
    public static OptimalPositiveFeatureMap defaults() {
        return new OptimalPositiveFeatureMap(128, Directions.ORTHOGONAL, false, 10);
    }

    /// {@return `E|x + y|²` over all pairs of a query and a key}
    ///
    /// @param queries `[…, length, width]`
    /// @param keys `[…, length, width]`
    public static double secondMoment(Tensor queries, Tensor keys) {
        try (var _ = Scope.withoutGradients()) {
            Tensor x = queries.to(ElementType.FLOAT64).reshape(-1, queries.extent(-1));
            Tensor y = keys.to(ElementType.FLOAT64).reshape(-1, keys.extent(-1));
            double squares =
                    x.square().sum(-1).mean().item() + y.square().sum(-1).mean().item();
            return squares + 2 * x.mean(0).multiply(y.mean(0)).sum().item();
        }
    }

    /// `A` for vectors of a width.
    double curvature(int width) {
        double s2 = secondMoment;
        double sum = 2 * s2 + width;
        double rho = (Math.sqrt(sum * sum + 8 * width * s2) - sum) / (4 * s2);
        return (1 - 1 / rho) / 8;
    }

    @Override
    public Features at(Tensor logits, Tensor halfSquare, Tensor omega) {
        int width = omega.extent(-1);
        double a = curvature(width);
        double constant = width / 4.0 * Math.log(1 - 4 * a) - 0.5 * Math.log(features);
        Tensor squares = omega.square().sum(-1).transpose(-1, -2).multiply(a).add(constant);
        return new Features(logits.multiply(Math.sqrt(1 - 4 * a)).add(squares).subtract(halfSquare), null);
    }
}
