package org.fourierlearner.train;

import org.fourierlearner.tensor.Parameters;

/// Which optimizer trains.
public sealed interface OptimizerConfig {

    /// {@return the optimizer}
    ///
    /// @param parameters what to train
    Optimizer create(Parameters parameters);

    /// See [org.fourierlearner.train.AdamW].
    ///
    /// @param beta1 how much of the mean gradient is kept at each step
    /// @param beta2 how much of the mean square is kept
    /// @param epsilon added to the root mean square
    /// @param weightDecay the share of a matrix that is lost at learning rate 1
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerConfig {

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if a rate is outside `[0, 1)` or `epsilon` is not positive
        public AdamW {
            requireShare("beta1", beta1);
            requireShare("beta2", beta2);
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon: expected a positive number, got %s".formatted(epsilon));
            }
            if (!(weightDecay >= 0)) {
                throw new IllegalArgumentException("weightDecay: expected a number ≥ 0, got %s".formatted(weightDecay));
            }
        }

        private static void requireShare(String component, double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException(
                        "%s: expected a number in [0, 1), got %s".formatted(component, value));
            }
        }

        /// {@return the usual rates for Transformers}
        public static AdamW defaults() {
            return new AdamW(0.9, 0.99, 1e-8, 0.1);
        }

        @Override
        public Optimizer create(Parameters parameters) {
            return new org.fourierlearner.train.AdamW(this, parameters);
        }
    }
}
