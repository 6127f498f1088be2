package org.fourierlearner.nn;

/// The non-linearity of an [Mlp].
public enum Activation {
    /// `x·Φ(x)`.
    ///
    /// Source: Hendrycks & Gimpel 2016, "Gaussian Error Linear Units" (arXiv:1606.08415).
    GELU,
    /// `silu(x)·y` of two projections.
    ///
    /// Source: Shazeer 2020, "GLU Variants Improve Transformer" (arXiv:2002.05202).
    SWIGLU
}
