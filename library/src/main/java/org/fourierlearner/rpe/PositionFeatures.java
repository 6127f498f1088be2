package org.fourierlearner.rpe;

import org.fourierlearner.tensor.Tensor;

/// What positions add to queries and keys: `queryᵢ·keyⱼ = f̂(rᵢ − rⱼ)`.
///
/// @param query `φ`, `[heads, length, 2·frequencies]`, or `[batch, heads, length, 2·frequencies]` if
///     examples differ
/// @param key `ψ`, likewise
public record PositionFeatures(Tensor query, Tensor key) {}
