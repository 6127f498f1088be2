package org.fourierlearner.app.bench;

/// The extents that stay the same from length to length.
///
/// @param heads the number of heads
/// @param headDim the width of queries, keys and values
/// @param features the number of random features
/// @param frequencies the number of frequencies of the encoding
public record Sizes(int heads, int headDim, int features, int frequencies) {

    /// {@return the additions and multiplications that no way of computing the forward pass can save}
    double operations(int length) {
        return 8.0 * heads * length * features * headDim;
    }
}
