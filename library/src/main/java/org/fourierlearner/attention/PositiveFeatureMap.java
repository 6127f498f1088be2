package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// FAVOR+: `Φₘ(x) = exp(ωₘ·x − |x|²/2) / √features`, positive and unbiased.
///
/// Source: Choromanski et al. 2021, "Rethinking Attention with Performers" (arXiv:2009.14794), Lemma 1.
///
/// @param features the number of features
/// @param directions how the directions depend on each other
/// @param trained whether the directions are learned
public record PositiveFeatureMap(int features, Directions directions, boolean trained) implements RandomFeatureMap {

    /// Checks the number of features.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public PositiveFeatureMap {
        Directions.requirePositive(features);
    }

    /// {@return 128 features of orthogonal directions that stay as drawn}
    public static PositiveFeatureMap defaults() {
        return new PositiveFeatureMap(128, Directions.ORTHOGONAL, false);
    }

    @Override
    public Features at(Tensor logits, Tensor halfSquare, Tensor omega) {
        return new Features(logits.subtract(halfSquare.add(0.5 * Math.log(features))), null);
    }
}
