package org.fourierlearner.optimizer;

/// What time it is at a step, for the encoding of a memory: positions are these times. The share that
/// a decay keeps from step to step is a float, which after millions of steps in logarithms is 1.
///
/// Source of weights that grow by a power of the step: Shamir & Zhang 2013, "Stochastic Gradient
/// Descent for Non-smooth Optimization" (arXiv:1212.1824).
public enum TimeScale {
    /// Steps are as long as each other: a decay of rate `λ` keeps `e^{-λ}` of the past.
    STEPS {
        @Override
        double of(long step) {
            return step;
        }
    },
    /// Steps count by their share of all so far, `u·log(1 + step/u)` with `u = 4`: a decay of rate
    /// `λ` weighs step `s` by `(u + s)^{uλ}`, a mean over a share of the past, however long it is.
    LOGARITHM {
        @Override
        double of(long step) {
            return UNIT * Math.log1p(step / UNIT);
        }
    };

    private static final double UNIT = 4;

    /// {@return the time after some steps, 0 after none}
    abstract double of(long step);
}
