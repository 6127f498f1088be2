package org.fourierlearner.nn;

/// What is added to the embedding of a token for its index in the sequence.
public enum AbsolutePositions {
    /// Nothing: positions enter through attention alone, and sequences may be longer than in training.
    NONE,
    /// A learned vector for each index; sequences cannot be longer than the context.
    ///
    /// Source: Vaswani et al. 2017, "Attention Is All You Need" (arXiv:1706.03762), table 3, row E.
    LEARNED,
    /// Sines and cosines of the index at wavelengths from `2π` to `10,000·2π`.
    ///
    /// Source: Vaswani et al. 2017, "Attention Is All You Need" (arXiv:1706.03762), section 3.5.
    SINUSOIDAL
}
