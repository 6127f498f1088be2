package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// Random Fourier features times the norms: `exp(|x|²/2) [cos ω·x, sin ω·x] · √(2/features)`. Unbiased, but
/// of any sign: sums of weights may come near zero or below, where the quotient of attention means nothing.
/// For study, not for use.
///
/// Source: Rahimi & Recht 2007, "Random Features for Large-Scale Kernel Machines".
///
/// @param features the number of features, twice that of directions
/// @param directions how the directions depend on each other
/// @param trained whether the directions are learned
public record TrigonometricFeatureMap(int features, Directions directions, boolean trained)
        implements RandomFeatureMap {

    /// Checks the number of features.
    ///
    /// @throws IllegalArgumentException if it is not positive and even
    public TrigonometricFeatureMap {
        Directions.requireEven(features);
    }

    /// {@return 128 features of orthogonal directions that stay as drawn}
    public static TrigonometricFeatureMap defaults() {
        return new TrigonometricFeatureMap(128, Directions.ORTHOGONAL, false);
    }

    @Override
    public int draws() {
        return features / 2;
    }

    @Override
    public Features at(Tensor logits, Tensor halfSquare, Tensor omega) {
        Tensor waves = Tensor.concatenate(-1, logits.cos(), logits.sin());
        Tensor log = halfSquare.add(-0.5 * Math.log(draws()));
        return new Features(log.expand(waves.shape().extents()), waves);
    }
}
