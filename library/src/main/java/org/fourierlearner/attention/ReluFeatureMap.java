package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// `Φ(x) = max(x, 0) + offset`, coordinate by coordinate. The offset keeps weights positive where all
/// coordinates of a query or key are negative; it is part of the kernel, not of the division.
///
/// Source: Choromanski et al. 2021, "Rethinking Attention with Performers" (arXiv:2009.14794), generalized
/// attention.
///
/// @param offset added to every feature
public record ReluFeatureMap(double offset) implements DeterministicFeatureMap {

    /// Checks the offset.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public ReluFeatureMap {
        if (!(offset > 0)) {
            throw new IllegalArgumentException("offset: expected a positive number, got %s".formatted(offset));
        }
    }

    /// {@return a small offset}
    public static ReluFeatureMap defaults() {
        return new ReluFeatureMap(1e-3);
    }

    @Override
    public Features at(Tensor x) {
        return new Features(x.relu().add(offset).log(), null);
    }
}
