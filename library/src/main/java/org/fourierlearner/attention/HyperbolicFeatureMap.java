package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// FAVOR+ with each direction and its opposite: `exp(±ω·x − |x|²/2) / √features`. The variance is never
/// above that of as many independent directions.
///
/// Source: Choromanski et al. 2021, "Rethinking Attention with Performers" (arXiv:2009.14794), Lemma 1,
/// hyperbolic form.
///
/// @param features the number of features, twice that of directions
/// @param directions how the directions depend on each other
/// @param trained whether the directions are learned
public record HyperbolicFeatureMap(int features, Directions directions, boolean trained) implements RandomFeatureMap {

    /// Checks the number of features.
    ///
    /// @throws IllegalArgumentException if it is not positive and even
    public HyperbolicFeatureMap {
        Directions.requireEven(features);
    }

    /// {@return 128 features of orthogonal directions that stay as drawn}
    public static HyperbolicFeatureMap defaults() {
        return new HyperbolicFeatureMap(128, Directions.ORTHOGONAL, false);
    }

    @Override
    public int draws() {
        return features / 2;
    }

    @Override
    public Features at(Tensor logits, Tensor halfSquare, Tensor omega) {
        Tensor both = Tensor.concatenate(-1, logits, logits.negate());
        return new Features(both.subtract(halfSquare.add(0.5 * Math.log(features))), null);
    }
}
