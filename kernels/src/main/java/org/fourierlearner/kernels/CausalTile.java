package org.fourierlearner.kernels;

/// A stretch of causal attention that is treated at once.
///
/// @param first its first token
/// @param count the number of tokens
/// @param end the time of its last token
/// @param maximum the greatest logarithm of each feature's keys so far, `−∞` if there is none
@SuppressWarnings("ArrayRecordComponent")
record CausalTile(int first, int count, double end, float[] maximum) {
    /// Within a tile a query meets the maximum of all keys of the tile, later ones too. While that exceeds
    /// the maximum of the keys it sees by no more than this, in natural logarithms, weights stay far above
    /// the least float, `e⁻⁸⁷`; else the tile is halved.
    static final float GREATEST_RISE = 60;
}
