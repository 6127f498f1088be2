package org.fourierlearner.rpe;

/// How the heads of causal attention forget.
public enum Decay {
    /// They do not.
    NONE,
    /// Each learns a rate `λ ≥ 0`: `f(z) − λz`, exact and free.
    STEADY,
    /// Each key scales the rate at which what came before it is forgotten.
    GATED
}
