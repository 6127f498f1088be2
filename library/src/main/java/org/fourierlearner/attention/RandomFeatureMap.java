package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// Random features of the softmax kernel: `E[Φ(x)·Φ(y)] = exp(x·y)` over directions `ω ~ N(0, I)`.
public sealed interface RandomFeatureMap extends FeatureMap
        permits PositiveFeatureMap, HyperbolicFeatureMap, OptimalPositiveFeatureMap, TrigonometricFeatureMap {

    /// {@return the number of features}
    int features();

    /// {@return how the directions depend on each other}
    Directions directions();

    /// {@return whether the directions are learned from where they were drawn}
    boolean trained();

    /// {@return the number of directions `ω` that the features need}
    default int draws() {
        return features();
    }

    /// {@return the features of tokens}
    ///
    /// @param logits `ω·x`, `[…, length, draws]`
    /// @param halfSquare `|x|²/2`, `[…, length, 1]`
    /// @param omega `ω`, `[heads, draws, width]`
    Features at(Tensor logits, Tensor halfSquare, Tensor omega);
}
