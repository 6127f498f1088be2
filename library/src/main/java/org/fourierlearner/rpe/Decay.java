package org.fourierlearner.rpe;

/// How the weights of a head fall off with the distance in time: in causal attention it forgets, in attention to all
/// tokens it sees what is near, on both sides.
public enum Decay {
    /// They do not.
    NONE,
    /// Each head learns a rate `λ ≥ 0`: `f(z) − λ|z|`, exact, and free in causal attention; else keys are met twice.
    STEADY,
    /// Each key scales the rate at which time goes by from the token before it.
    GATED
}
