package org.fourierlearner.train;

/// What activations are computed in.
public enum Precision {
    /// Single precision throughout.
    FLOAT_32,
    /// Matrix products in bfloat16; weights, gradients and everything delicate in single precision.
    BFLOAT_16
}
