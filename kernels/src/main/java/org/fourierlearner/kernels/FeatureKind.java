package org.fourierlearner.kernels;

/// The features of queries and keys, by their logarithms.
public sealed interface FeatureKind {

    /// Positive random features (FAVOR+): `log Φₘ(x) = s·ωₘ·x − s²|x|²/2`, `s = headDim^-¼`.
    ///
    /// Source: Choromanski et al. 2021 (arXiv:2009.14794), Lemma 1.
    ///
    /// @param projection `ω`, `[1, heads, features, headDim]`
    record Positive(Operand projection) implements FeatureKind {}

    /// `Φ(x) = max(x, 0) + offset`, coordinate by coordinate.
    ///
    /// @param offset a positive number
    record Relu(float offset) implements FeatureKind {

        /// Checks the offset.
        ///
        /// @throws IllegalArgumentException if it is not positive
        public Relu {
            if (!(offset > 0)) {
                throw new IllegalArgumentException("offset: expected a positive number, got %s".formatted(offset));
            }
        }
    }

    /// `Φ(x) = elu(x) + 1`, coordinate by coordinate.
    ///
    /// Source: Katharopoulos et al. 2020 (arXiv:2006.16236), section 3.2.
    record Elu() implements FeatureKind {}
}
