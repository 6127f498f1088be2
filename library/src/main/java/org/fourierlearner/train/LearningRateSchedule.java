package org.fourierlearner.train;

/// The learning rate as a function of the step.
public sealed interface LearningRateSchedule {

    /// The same rate at every step.
    ///
    /// @param rate the rate
    record Constant(double rate) implements LearningRateSchedule {

        /// Checks the rate.
        ///
        /// @throws IllegalArgumentException if it is not positive
        public Constant {
            requirePositive("rate", rate);
        }
    }

    /// A linear rise from zero, then a cosine fall to a share of the peak.
    ///
    /// @param peak the rate at the end of the rise
    /// @param warmupSteps the length of the rise
    /// @param floor the share of the peak at the last step
    record WarmupCosine(double peak, int warmupSteps, double floor) implements LearningRateSchedule {

        /// Checks the components.
        ///
        /// @throws IllegalArgumentException if the peak is not positive, `warmupSteps` is negative or the
        ///     floor is not in `[0, 1]`
        public WarmupCosine {
            requirePositive("peak", peak);
            if (warmupSteps < 0) {
                throw new IllegalArgumentException("warmupSteps: expected a number ≥ 0, got %d".formatted(warmupSteps));
            }
            if (!(floor >= 0 && floor <= 1)) {
                throw new IllegalArgumentException("floor: expected a number in [0, 1], got %s".formatted(floor));
            }
        }

        /// {@return a rate that suits small Transformers}
        public static WarmupCosine defaults() {
            return new WarmupCosine(2e-3, 100, 0.05);
        }
    }

    /// {@return the rate at a step}
    ///
    /// @param step counted from 0
    /// @param steps of the whole training
    default double at(long step, long steps) {
        return switch (this) {
            case Constant(double rate) -> rate;
            case WarmupCosine(double peak, int warmup, double _) when step < warmup -> peak * (step + 1) / warmup;
            case WarmupCosine(double peak, int warmup, double floor) -> {
                double progress = Math.min(1.0, (double) (step - warmup) / Math.max(1, steps - warmup));
                yield peak * (floor + (1 - floor) * (1 + Math.cos(Math.PI * progress)) / 2);
            }
        };
    }

    private static void requirePositive(String component, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException("%s: expected a positive number, got %s".formatted(component, value));
        }
    }
}
