package org.fourierlearner.optimizer;

import java.io.IOException;
import java.nio.file.Path;
import org.fourierlearner.tensor.Parameters;

/// Which optimizer trains.
///
/// To add one: write a class, and a record here that makes it.
public sealed interface OptimizerConfig {

    /// {@return the optimizer}
    ///
    /// @param parameters what to train
    /// @param steps how many steps there will be
    /// @throws IOException if it is a learned one that cannot be read
    Optimizer create(Parameters parameters, long steps) throws IOException;

    private static void requireShare(String component, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("%s: expected a number in [0, 1), got %s".formatted(component, value));
        }
    }

    private static void requirePositive(String component, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("%s: expected a positive number, got %s".formatted(component, value));
        }
    }

    private static void requireDecay(double weightDecay) {
        if (!(weightDecay >= 0)) {
            throw new IllegalArgumentException("weightDecay: expected a number ≥ 0, got %s".formatted(weightDecay));
        }
    }

    /// See [org.fourierlearner.optimizer.AdamW].
    ///
    /// @param beta1 how much of the mean gradient is kept at each step
    /// @param beta2 how much of the mean square is kept
    /// @param epsilon added to the root mean square
    /// @param weightDecay the share of a matrix that is lost at learning rate 1
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerConfig {

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if a rate is outside `[0, 1)` or `epsilon` is not
        ///     positive
        public AdamW {
            requireShare("beta1", beta1);
            requireShare("beta2", beta2);
            requirePositive("epsilon", epsilon);
            requireDecay(weightDecay);
        }

        /// {@return the usual rates for Transformers}
        public static AdamW defaults() {
            return new AdamW(0.9, 0.99, 1e-8, 0.1);
        }

        @Override
        public Optimizer create(Parameters parameters, long steps) {
            return new org.fourierlearner.optimizer.AdamW(this, parameters);
        }
    }

    /// See [org.fourierlearner.optimizer.Momentum].
    ///
    /// @param beta how much of the sum of gradients is kept at each step
    record Momentum(double beta) implements OptimizerConfig {

        /// Checks the share.
        ///
        /// @throws IllegalArgumentException if it is outside `[0, 1)`
        public Momentum {
            requireShare("beta", beta);
        }

        /// {@return nine tenths}
        public static Momentum defaults() {
            return new Momentum(0.9);
        }

        @Override
        public Optimizer create(Parameters parameters, long steps) {
            return new org.fourierlearner.optimizer.Momentum(this, parameters);
        }
    }

    /// See [org.fourierlearner.optimizer.RmsProp].
    ///
    /// @param beta how much of the mean square is kept at each step
    /// @param epsilon added to its root
    record RmsProp(double beta, double epsilon) implements OptimizerConfig {

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if the rate is outside `[0, 1)` or `epsilon` is not
        ///     positive
        public RmsProp {
            requireShare("beta", beta);
            requirePositive("epsilon", epsilon);
        }

        /// {@return the usual rates}
        public static RmsProp defaults() {
            return new RmsProp(0.99, 1e-8);
        }

        @Override
        public Optimizer create(Parameters parameters, long steps) {
            return new org.fourierlearner.optimizer.RmsProp(this, parameters);
        }
    }

    /// See [LearnedOptimizer]. The learning rate of the schedule is not used: it makes steps of
    /// its own sizes.
    ///
    /// @param path the folder of the run that learned it, or of a model of such a run
    record Learned(Path path) implements OptimizerConfig {

        /// {@return that of a run in the usual place}
        public static Learned defaults() {
            return new Learned(Path.of("runs/learned-optimizer"));
        }

        @Override
        public Optimizer create(Parameters parameters, long steps) throws IOException {
            return LearnedOptimizerFolder.of(path).optimizer(parameters, steps);
        }
    }
}
