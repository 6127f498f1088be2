package org.fourierlearner.attention;

import org.fourierlearner.tensor.Tensor;

/// Features that are a function of each coordinate: they define a kernel of their own instead of estimating
/// one.
public sealed interface DeterministicFeatureMap extends FeatureMap permits ReluFeatureMap, EluFeatureMap {

    /// {@return the features of tokens, `[…, length, width]`}
    ///
    /// @param x queries or keys, `[…, length, width]`
    Features at(Tensor x);
}
