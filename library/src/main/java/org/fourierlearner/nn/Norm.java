package org.fourierlearner.nn;

/// How activations are brought to one scale.
public enum Norm {
    /// Less the mean, over the standard deviation.
    ///
    /// Source: Ba et al. 2016, "Layer Normalization" (arXiv:1607.06450).
    LAYER,
    /// Over the root mean square.
    ///
    /// Source: Zhang & Sennrich 2019, "Root Mean Square Layer Normalization" (arXiv:1910.07467).
    RMS
}
