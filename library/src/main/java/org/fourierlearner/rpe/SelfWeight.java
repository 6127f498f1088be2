package org.fourierlearner.rpe;

/// What a token weighs to itself, beside what its query and key say.
public enum SelfWeight {
    /// `exp f(0)`, as the encoding has it.
    ENCODED,
    /// `exp(f(0) + s)`: each head learns `s`, which is first so low that tokens hardly see themselves. A block adds
    /// what a token is to what it sees anyway. Exact, whatever estimates the other weights, and free in causal
    /// attention; else keys are met twice.
    LEARNED
}
